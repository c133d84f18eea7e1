using IpcSocket;
using IpcSocket.Hosting;
using IpcSocket.Platform;
using IpcSocket.Platform.Gpio;
using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>What an LED shows when the daemon starts.</summary>
internal enum PowerOn
{
    /// <summary>Dark.</summary>
    Off,

    /// <summary>Lit.</summary>
    On,

    /// <summary>What it showed last, however long ago.</summary>
    Last,

    /// <summary>What it shows at that moment.</summary>
    Keep,
}

/// <summary>What an LED is switched to when the daemon stops for good.</summary>
internal enum OnStop
{
    /// <summary>It is not switched.</summary>
    Keep,

    /// <summary>Dark.</summary>
    Off,

    /// <summary>Lit.</summary>
    On,
}

/// <summary>One LED of the section <c>LedServer</c>.</summary>
/// <param name="Name">How commands call it, in lower case.</param>
/// <param name="Device">What it is.</param>
/// <param name="PowerOn">What it shows at the start.</param>
/// <param name="OnStop">What it shows in the end.</param>
/// <param name="SafeState">What it shows when the connection it was on for has ended: on or off.</param>
internal sealed record LedOptions(string Name, LedSettings Device, PowerOn PowerOn, OnStop OnStop, LedState SafeState)
{
    /// <summary>So many that the reply to LIST is no longer than a line of a server may be.</summary>
    public const int MostLeds = 100;

    private static readonly LedOptions Default = new(LedName.Default, new LedSettings(), PowerOn.Off, OnStop.Keep, LedState.Off);

    private static readonly (string Word, LineDrive Value)[] Drives =
        [("push-pull", LineDrive.PushPull), ("open-drain", LineDrive.OpenDrain), ("open-source", LineDrive.OpenSource)];

    private static readonly (string Word, PowerOn Value)[] Starts =
        [("off", PowerOn.Off), ("on", PowerOn.On), ("last", PowerOn.Last), ("keep", PowerOn.Keep)];

    private static readonly (string Word, OnStop Value)[] Stops = [("keep", OnStop.Keep), ("off", OnStop.Off), ("on", OnStop.On)];

    private static readonly (string Word, LedState Value)[] SafeStates = [("off", LedState.Off), ("on", LedState.On)];

    public static IReadOnlyList<(string Key, string Default, string Meaning)> Settings { get; } =
    [
        ("Adapter", "pc", $"kind of LED: {string.Join(", ", AdapterFactory.LedAdapters)}"),
        ("Line", GpioLineAddress.DefaultLed, "gpio: name of the GPIO line, as gpioinfo lists it"),
        ("Chip", "", "gpio: path, name or label of the chip; without it, any that has the line"),
        ("Offset", "", "gpio: the line's number on the chip, in place of its name"),
        ("ActiveLow", "false", "gpio: true when the LED hangs between supply and line"),
        ("Drive", "push-pull", $"gpio: how the line is driven: {string.Join(", ", Drives.Select(drive => drive.Word))}"),
        ("Device", "ACT", "sysfs: the LED's folder below /sys/class/leds"),
        ("PowerOn", "off", $"what it shows at the start: {string.Join(", ", Starts.Select(start => start.Word))}"),
        ("OnStop", "keep", $"what it shows in the end: {string.Join(", ", Stops.Select(stop => stop.Word))}"),
        ("SafeState", "off", $"what it shows when the connection of LED ON UNTIL CLOSE has ended: {string.Join(", ", SafeStates.Select(state => state.Word))}"),
        ("Leds:NAME:KEY", "", "for more than one LED: the keys from Adapter on, for each; the first is the default"),
    ];

    /// <summary>
    /// Reads the LEDs, the default first: those of the group <c>Leds</c>, for which the keys beside it are defaults, or the only one that these
    /// keys describe.
    /// </summary>
    public static IReadOnlyList<LedOptions> ReadAll(SettingsReader settings)
    {
        var common = Read(settings, LedName.Default, Default);
        var group = settings.Group("Leds");
        var leds = new List<LedOptions>();
        foreach (var name in group.Keys)
        {
            var led = Read(group.Group(name), name, common);
            if (LedName.ConfigurationFault(name, "a LED") is { } fault)
                group.Fault(name, fault);
            else if (led.Place is { } place && leds.Find(other => other.Place == place) is { } other)
                group.Fault(name, $"needs a {(led.IsSysfs ? "Device" : "Line")} of its own: {place} is the LED {other.Name} already");
            else
                leds.Add(led);
        }
        if (leds.Count > MostLeds)
            settings.Fault("Leds", $"has {leds.Count} LEDs; allowed are {MostLeds} at most");
        return leds.Count > 0 ? leds : [common];
    }

    private bool IsSysfs => Device.Adapter == "sysfs";

    // What two LEDs cannot share: what one shows would be wrong as soon as the other is switched. Null for the log, which has room for all.
    private string? Place => Device.Adapter == "gpio" ? Device.Gpio.Line.ToString() : IsSysfs ? Device.Device : null;

    private static LedOptions Read(SettingsReader settings, string name, LedOptions defaults)
    {
        var device = defaults.Device;
        return new LedOptions(
            name,
            new LedSettings
            {
                Adapter = settings.Choice("Adapter", device.Adapter, AdapterFactory.LedAdapters),
                Device = settings.Text("Device", device.Device, DeviceFault),
                Gpio = new GpioLedSettings
                {
                    Line = GpioLineSetting.Read(settings, device.Gpio.Line),
                    ActiveLow = settings.Flag("ActiveLow", device.Gpio.ActiveLow),
                    Drive = settings.Choice("Drive", device.Gpio.Drive, Drives),
                    Consumer = name == LedName.Default ? "led-tcp" : $"led-tcp {name}",
                },
            },
            settings.Choice("PowerOn", defaults.PowerOn, Starts),
            settings.Choice("OnStop", defaults.OnStop, Stops),
            settings.Choice("SafeState", defaults.SafeState, SafeStates));
    }

    private static string? DeviceFault(string name) =>
        name.Contains('/', StringComparison.Ordinal) || name is "." or ".." ? "a name below /sys/class/leds, not a path" : null;
}
