using System.CommandLine;
using LedCli.Server;

namespace LedCli;

/// <summary>The options that every verb has, and that may also stand before it.</summary>
internal sealed class CommonOptions
{
    private const string HostName = "--host";
    private const string PortName = "--port";
    private const string ConfigName = "--config";

    /// <summary>Where led-tcp is.</summary>
    public Option<string?> Host { get; } = new(HostName)
    {
        Description = $"Name or address of the server [{ServerAddress.HostVariable}, ButtonClient:Host, or {ServerAddress.DefaultHost}]",
        HelpName = "HOST",
        Recursive = true,
    };

    /// <summary>Its port.</summary>
    public Option<int?> Port { get; } = new(PortName)
    {
        Description = $"Its port [{ServerAddress.PortVariable}, ButtonClient:Port, or {ServerAddress.DefaultPort}]",
        HelpName = "PORT",
        Recursive = true,
        CustomParser = Values.Parser<int?>(
            PortName, text => ServerAddress.TryParsePort(text, out var port) ? port : null, ServerAddress.AllowedPorts),
    };

    /// <summary>The settings file.</summary>
    public Option<string?> Config { get; } = new(ConfigName)
    {
        Description = "The daemons' settings file [appsettings.json beside led, or /etc/ipc-socket/appsettings.json]",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [Host, Port, Config];

    /// <summary>True when the word is one of them and the next word is its value.</summary>
    public static bool TakesValue(string word) => word is HostName or PortName or ConfigName;
}
