using System.Globalization;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace LedCli.Server;

/// <summary>
/// Where led-tcp is. Host and port each come from the first place that names them: the command line, the environment (<c>LED_HOST</c>,
/// <c>LED_PORT</c>), the settings file, the default.
/// </summary>
internal static class ServerAddress
{
    public const string HostVariable = "LED_HOST";
    public const string PortVariable = "LED_PORT";
    public const string DefaultHost = "127.0.0.1";
    public const int DefaultPort = 5555;

    public const string AllowedPorts = "a whole number from 1 to 65535";

    /// <summary>Finds it.</summary>
    /// <param name="host">The host on the command line, null when there is none.</param>
    /// <param name="port">The port on the command line.</param>
    /// <param name="variable">The environment.</param>
    /// <param name="settings">The settings file; read only when it is needed.</param>
    /// <exception cref="LedCliException">A value is wrong.</exception>
    public static Endpoint Find(string? host, int? port, Func<string, string?> variable, Func<SettingsFile> settings)
    {
        var file = new Lazy<SettingsFile>(settings);
        var foundHost = host is not null ? ("--host", host)
            : Given(variable, HostVariable) is { } named ? (HostVariable, named)
            : file.Value.Host ?? ("", DefaultHost);
        var foundPort = port is { } number ? number
            : Given(variable, PortVariable) is { } text ? Port(PortVariable, text)
            : file.Value.Port is { } setting ? Port(setting.Source, setting.Value)
            : DefaultPort;
        return new Endpoint(Host(foundHost.Item1, foundHost.Item2), foundPort);
    }

    /// <summary>Reads a port to connect to; 0, any free port, is none.</summary>
    public static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    // A variable that is set to nothing is as good as not set.
    private static string? Given(Func<string, string?> variable, string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static string Host(string source, string host) => host == Endpoint.AnyHost
        ? throw Fault(source, host, "the name or address of one machine")
        : Endpoint.HostFault(host) is { } allowed ? throw Fault(source, host, allowed) : host;

    private static int Port(string source, string text) => TryParsePort(text, out var port) ? port : throw Fault(source, text, AllowedPorts);

    private static LedCliException Fault(string source, string value, string allowed) =>
        new(ExitStatus.Usage, $"{source} is '{LineText.Escape(value)}'; allowed is {allowed}");
}
