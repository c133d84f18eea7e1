using System.CommandLine;
using IpcSocket.Protocol.Net;

namespace SocketLab;

/// <summary>The options that several commands have.</summary>
internal static class LabOptions
{
    private const int LargestPort = 65_535;

    /// <summary>The address a server binds: this machine alone, unless told otherwise.</summary>
    public static Option<string> ListenHost() => Host("The address to bind; * is every IPv4 and IPv6 address of this machine");

    /// <summary>The machine a client connects to.</summary>
    public static Option<string> PeerHost() => Host("The server's name or address");

    /// <summary>The port a server binds; 0 is a free one of the system's choice.</summary>
    public static Option<int> ListenPort(int port, string name = "--port", string description = "The port; 0 is any free one") =>
        Number(name, description, port, 0, LargestPort);

    /// <summary>The port of a peer.</summary>
    public static Option<int> PeerPort(int port, string description = "The server's port") => Number("--port", description, port, 1, LargestPort);

    /// <summary>The port of a peer whose default is not known yet, or a port to look for.</summary>
    public static Option<int?> AnyPort(string description) => OptionalNumber("--port", description, 1, LargestPort);

    /// <summary>A whole number within limits, both included, that may be left out.</summary>
    public static Option<int?> OptionalNumber(string name, string description, int least, int most) =>
        Checked(new Option<int?>(name) { Description = description }, least, most);

    /// <summary>A whole number within limits, both included.</summary>
    public static Option<int> Number(string name, string description, int value, int least, int most) =>
        Checked(new Option<int>(name) { Description = description, DefaultValueFactory = _ => value }, least, most);

    /// <summary>A switch that is off unless given.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    private static TOption Checked<TOption>(TOption option, int least, int most) where TOption : Option
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var given) || given < least || given > most))
                result.AddError($"{option.Name} {result.Tokens[0].Value}: a whole number from {least} to {most} is wanted");
        });
        return option;
    }

    private static Option<string> Host(string description)
    {
        var option = new Option<string>("--host") { Description = description, DefaultValueFactory = _ => "127.0.0.1" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && Endpoint.HostFault(result.Tokens[0].Value) is { } fault)
                result.AddError($"--host '{result.Tokens[0].Value}': {fault} is wanted");
        });
        return option;
    }
}
