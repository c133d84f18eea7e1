using IpcSocket.Hosting;
using IpcSocket.Protocol.Net;

namespace LedTcp;

/// <summary>The section <c>LedServer</c> of the configuration.</summary>
/// <param name="Endpoint">Where to listen.</param>
/// <param name="Leds">The LEDs, the default first.</param>
/// <param name="Limits">What clients may use.</param>
internal sealed record LedTcpOptions(Endpoint Endpoint, IReadOnlyList<LedOptions> Leds, LineServerOptions Limits)
{
    public const string Section = "LedServer";

    // With room below a descriptor limit of 1,048,576, the highest there is without changing the kernel's settings.
    private const int MostConnections = 1_000_000;

    /// <summary>What a reload changes in the running daemon.</summary>
    public static IReadOnlyList<string> LiveKeys { get; } = ["Host", "Port", "MaxConnections", "UnfinishedLineTimeout"];

    public static IReadOnlyList<(string Key, string Default, string Meaning)> Settings { get; } =
    [
        ("Host", "127.0.0.1", "address or name to listen on; * is every IPv4 and IPv6 address"),
        ("Port", "5555", "TCP port, 1 to 65535; 0 is a free one"),
        ("MaxConnections", "1024", "connections at once"),
        ("UnfinishedLineTimeout", "00:00:30", "how long a line may take to be finished"),
        .. LedOptions.Settings,
    ];

    public static LedTcpOptions Read(SettingsReader settings)
    {
        var endpoint = new Endpoint(
            settings.Text("Host", "127.0.0.1", Endpoint.HostFault),
            settings.Integer("Port", 5555, 0, 65535));
        var defaults = new LineServerOptions();
        return new LedTcpOptions(
            endpoint,
            LedOptions.ReadAll(settings),
            new LineServerOptions
            {
                MaxConnections = settings.Integer("MaxConnections", defaults.MaxConnections, 1, MostConnections),
                UnfinishedLineTimeout = settings.Duration(
                    "UnfinishedLineTimeout", defaults.UnfinishedLineTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            });
    }
}
