using IpcSocket.Hosting;
using IpcSocket.Protocol.Net;

namespace ButtonTcp;

/// <summary>The section <c>ButtonClient</c> of the configuration.</summary>
/// <param name="Endpoint">Where led-tcp is.</param>
/// <param name="Buttons">The buttons, one or more.</param>
/// <param name="MaxPressAge">How old a press may become without being acknowledged; an older one is dropped.</param>
internal sealed record ButtonTcpOptions(Endpoint Endpoint, IReadOnlyList<ButtonOptions> Buttons, TimeSpan MaxPressAge)
{
    public const string Section = "ButtonClient";

    /// <summary>What a reload changes in the running daemon.</summary>
    public static IReadOnlyList<string> LiveKeys { get; } = ["Host", "Port", "MaxPressAge"];

    public static IReadOnlyList<(string Key, string Default, string Meaning)> Settings { get; } =
    [
        ("Host", "127.0.0.1", "address or name of the machine led-tcp runs on"),
        ("Port", "5555", "its TCP port, 1 to 65535"),
        ("MaxPressAge", "00:00:30", "how long a press is kept while led-tcp cannot be reached"),
        .. ButtonOptions.Settings,
    ];

    public static ButtonTcpOptions Read(SettingsReader settings) => new(
        new Endpoint(settings.Text("Host", "127.0.0.1", HostFault), settings.Integer("Port", 5555, 1, 65535)),
        ButtonOptions.ReadAll(settings),
        settings.Duration("MaxPressAge", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)));

    private static string? HostFault(string host) =>
        host == Endpoint.AnyHost ? "one host, by name or address" : Endpoint.HostFault(host);
}
