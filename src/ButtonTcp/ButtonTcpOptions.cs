using IpcSocket.Hosting;
using IpcSocket.Platform;
using IpcSocket.Platform.Gpio;
using IpcSocket.Protocol.Net;

namespace ButtonTcp;

/// <summary>The section <c>ButtonClient</c> of the configuration.</summary>
/// <param name="Endpoint">Where led-tcp is.</param>
/// <param name="Button">What the button is.</param>
/// <param name="MaxPressAge">How old a press may become without being acknowledged; an older one is dropped.</param>
internal sealed record ButtonTcpOptions(Endpoint Endpoint, ButtonSettings Button, TimeSpan MaxPressAge)
{
    public const string Section = "ButtonClient";

    private const int MostLines = 65535;
    private static readonly TimeSpan LongestDebounce = TimeSpan.FromSeconds(10);

    private static readonly (string Word, LineBias Value)[] Biases =
        [("pull-up", LineBias.PullUp), ("pull-down", LineBias.PullDown), ("disabled", LineBias.Disabled), ("as-is", LineBias.AsIs)];

    /// <summary>What a reload changes in the running daemon.</summary>
    public static IReadOnlyList<string> LiveKeys { get; } = ["Host", "Port", "MaxPressAge"];

    public static IReadOnlyList<(string Key, string Default, string Meaning)> Settings { get; } =
    [
        ("Host", "127.0.0.1", "address or name of the machine led-tcp runs on"),
        ("Port", "5555", "its TCP port, 1 to 65535"),
        ("Adapter", "pc", $"kind of button: {string.Join(", ", AdapterFactory.ButtonAdapters)}"),
        ("Fifo", "/tmp/tcp_file", "path of the FIFO that is the button of the adapter pc"),
        ("Line", GpioLineAddress.DefaultButton, "gpio: name of the GPIO line, as gpioinfo lists it"),
        ("Chip", "", "gpio: path, name or label of the chip; without it, any that has the line"),
        ("Offset", "", "gpio: the line's number on the chip, in place of its name"),
        ("Bias", "pull-up", $"gpio: the chip's resistor: {string.Join(", ", Biases.Select(bias => bias.Word))}"),
        ("ActiveLow", "true", "gpio: true when a press connects the line to ground"),
        ("Debounce", "00:00:00.020", "gpio: how long the contact must be quiet before a press counts"),
        ("MaxPressAge", "00:00:30", "how long a press is kept while led-tcp cannot be reached"),
    ];

    public static ButtonTcpOptions Read(SettingsReader settings) => new(
        new Endpoint(settings.Text("Host", "127.0.0.1", HostFault), settings.Integer("Port", 5555, 1, 65535)),
        new ButtonSettings
        {
            Adapter = settings.Choice("Adapter", "pc", AdapterFactory.ButtonAdapters),
            Fifo = settings.Text("Fifo", "/tmp/tcp_file", FifoFault),
            Gpio = ReadGpio(settings),
        },
        settings.Duration("MaxPressAge", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)));

    private static GpioButtonSettings ReadGpio(SettingsReader settings)
    {
        var defaults = new GpioButtonSettings();
        return new GpioButtonSettings
        {
            Line = ReadLine(settings, defaults.Line),
            Bias = settings.Choice("Bias", defaults.Bias, Biases),
            ActiveLow = settings.Flag("ActiveLow", defaults.ActiveLow),
            Debounce = settings.Duration("Debounce", defaults.Debounce, TimeSpan.Zero, LongestDebounce),
        };
    }

    private static GpioLineAddress ReadLine(SettingsReader settings, GpioLineAddress defaults)
    {
        const int None = -1;
        var name = settings.Text("Line", "");
        var chip = settings.Text("Chip", "");
        var offset = settings.Integer("Offset", None, 0, MostLines);
        var line = defaults.With(name, chip, offset == None ? null : offset, out var fault);
        if (fault is not null)
            settings.Fault("Offset", fault);
        return line;
    }

    private static string? HostFault(string host) =>
        host == Endpoint.AnyHost ? "one host, by name or address" : Endpoint.HostFault(host);

    private static string? FifoFault(string path) =>
        Path.IsPathFullyQualified(path) && !Path.EndsInDirectorySeparator(path) ? null : "the whole path of a file, beginning with /";
}
