using IpcSocket;
using IpcSocket.Hosting;
using IpcSocket.Platform;
using IpcSocket.Platform.Gpio;
using IpcSocket.Protocol.Wire;

namespace ButtonTcp;

/// <summary>One button of the section <c>ButtonClient</c>.</summary>
/// <param name="Name">How logs call it, in lower case; empty for the only one of a configuration that names none.</param>
/// <param name="Device">What it is.</param>
/// <param name="Gestures">What is done at its gestures.</param>
internal sealed record ButtonOptions(string Name, ButtonSettings Device, GestureOptions Gestures)
{
    private static readonly TimeSpan LongestDebounce = TimeSpan.FromSeconds(10);
    private static readonly ButtonOptions Default = new("", new ButtonSettings(), new GestureOptions());

    private static readonly (string Word, LineBias Value)[] Biases =
        [("pull-up", LineBias.PullUp), ("pull-down", LineBias.PullDown), ("disabled", LineBias.Disabled), ("as-is", LineBias.AsIs)];

    public static IReadOnlyList<(string Key, string Default, string Meaning)> Settings { get; } =
    [
        ("Adapter", "pc", $"kind of button: {string.Join(", ", AdapterFactory.ButtonAdapters)}"),
        ("Fifo", "/tmp/tcp_file", "path of the FIFO that is the button of the adapter pc"),
        ("Line", GpioLineAddress.DefaultButton, "gpio: name of the GPIO line, as gpioinfo lists it"),
        ("Chip", "", "gpio: path, name or label of the chip; without it, any that has the line"),
        ("Offset", "", "gpio: the line's number on the chip, in place of its name"),
        ("Bias", "pull-up", $"gpio: the chip's resistor: {string.Join(", ", Biases.Select(bias => bias.Word))}"),
        ("ActiveLow", "true", "gpio: true when a press connects the line to ground"),
        ("Debounce", "00:00:00.020", "gpio: how long the contact must be quiet before a press counts"),
        .. GestureOptions.Settings,
        ("Buttons:NAME:KEY", "", "for more than one button: the keys from Adapter on, for each"),
    ];

    /// <summary>
    /// Reads the buttons: those of the group <c>Buttons</c>, for which the keys beside it are defaults, or the only one that these keys
    /// describe.
    /// </summary>
    public static IReadOnlyList<ButtonOptions> ReadAll(SettingsReader settings)
    {
        var common = Read(settings, "", Default);
        var group = settings.Group("Buttons");
        var buttons = new List<ButtonOptions>();
        foreach (var name in group.Keys)
        {
            var own = group.Group(name);
            var button = Read(own, name, common);
            button.Gestures.Check(own);
            if (LedName.ConfigurationFault(name, "a button") is { } fault)
                group.Fault(name, fault);
            else if (buttons.Find(other => other.Place == button.Place) is { } other)
                group.Fault(name, $"needs a {(button.IsFifo ? "Fifo" : "Line")} of its own: {button.Place} is the button {other.Name} already");
            else
                buttons.Add(button);
        }
        if (group.Keys.Count > 0)
            return buttons;
        common.Gestures.Check(settings);
        return [common];
    }

    private bool IsFifo => Device.Adapter == "pc";

    // What two buttons cannot share: each would get a part of the presses, or be refused by the kernel.
    private string Place => IsFifo ? Path.GetFullPath(Device.Fifo) : Device.Gpio.Line.ToString();

    private static ButtonOptions Read(SettingsReader settings, string name, ButtonOptions defaults)
    {
        var device = defaults.Device;
        return new ButtonOptions(
            name,
            new ButtonSettings
            {
                Adapter = settings.Choice("Adapter", device.Adapter, AdapterFactory.ButtonAdapters),
                Fifo = settings.Text("Fifo", device.Fifo, FifoFault),
                Gpio = new GpioButtonSettings
                {
                    Line = GpioLineSetting.Read(settings, device.Gpio.Line),
                    Bias = settings.Choice("Bias", device.Gpio.Bias, Biases),
                    ActiveLow = settings.Flag("ActiveLow", device.Gpio.ActiveLow),
                    Debounce = settings.Duration("Debounce", device.Gpio.Debounce, TimeSpan.Zero, LongestDebounce),
                    Consumer = name.Length == 0 ? "button-tcp" : $"button-tcp {name}",
                },
            },
            GestureOptions.Read(settings, defaults.Gestures));
    }

    private static string? FifoFault(string path) =>
        Path.IsPathFullyQualified(path) && !Path.EndsInDirectorySeparator(path) ? null : "the whole path of a file, beginning with /";
}
