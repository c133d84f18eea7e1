using IpcSocket.Platform.Gpio;

namespace IpcSocket.Platform;

/// <summary>What an LED is.</summary>
public sealed record LedSettings
{
    /// <summary>The kind, one of <see cref="AdapterFactory.LedAdapters"/>.</summary>
    public string Adapter { get; init; } = "pc";

    /// <summary>Its GPIO line, for <c>gpio</c>.</summary>
    public GpioLedSettings Gpio { get; init; } = new();

    /// <summary>Its folder below <c>/sys/class/leds</c>, for <c>sysfs</c>.</summary>
    public string Device { get; init; } = "ACT";
}
