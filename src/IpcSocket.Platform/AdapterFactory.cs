using IpcSocket.Platform.Gpio;
using IpcSocket.Platform.Pc;
using IpcSocket.Platform.Sysfs;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Platform;

/// <summary>The one place where the name of an adapter, as configured, becomes a device. What it makes is not open yet.</summary>
public static class AdapterFactory
{
    private const string Pc = "pc";
    private const string Gpio = "gpio";
    private const string Sysfs = "sysfs";

    /// <summary>The names <see cref="CreateLed"/> knows, the default first.</summary>
    public static IReadOnlyList<string> LedAdapters { get; } = [Pc, Gpio, Sysfs];

    /// <summary>The names <see cref="CreateButton"/> knows, the default first.</summary>
    public static IReadOnlyList<string> ButtonAdapters { get; } = [Pc, Gpio];

    /// <summary>Makes an LED.</summary>
    /// <param name="settings">Its adapter is one of <see cref="LedAdapters"/>.</param>
    /// <param name="store">Where a GPIO line's request outlives the process.</param>
    /// <param name="loggers">Gives the LED its logger.</param>
    /// <exception cref="ArgumentOutOfRangeException">The adapter is none of them.</exception>
    public static ILed CreateLed(LedSettings settings, IRequestStore store, ILoggerFactory loggers) => settings.Adapter switch
    {
        Pc => new LogLed(),
        Gpio => new GpioLed(settings.Gpio, store, loggers.CreateLogger<GpioLed>()),
        Sysfs => new SysfsLed(settings.Device),
        _ => throw Unknown(settings.Adapter, LedAdapters),
    };

    /// <summary>Makes a button.</summary>
    /// <param name="settings">Its adapter is one of <see cref="ButtonAdapters"/>.</param>
    /// <param name="loggers">Gives the button its logger.</param>
    /// <exception cref="ArgumentOutOfRangeException">The adapter is none of them.</exception>
    public static IButton CreateButton(ButtonSettings settings, ILoggerFactory loggers) => settings.Adapter switch
    {
        Pc => new FifoButton(settings.Fifo, loggers.CreateLogger<FifoButton>()),
        Gpio => new GpioButton(settings.Gpio, loggers.CreateLogger<GpioButton>()),
        _ => throw Unknown(settings.Adapter, ButtonAdapters),
    };

    private static ArgumentOutOfRangeException Unknown(string adapter, IReadOnlyList<string> known) =>
        new(nameof(adapter), adapter, $"Known adapters: {string.Join(", ", known)}.");
}
