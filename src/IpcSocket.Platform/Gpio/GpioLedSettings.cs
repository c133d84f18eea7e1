namespace IpcSocket.Platform.Gpio;

/// <summary>The GPIO line of an LED.</summary>
public sealed record GpioLedSettings
{
    /// <summary>Which line.</summary>
    public GpioLineAddress Line { get; init; } = new(GpioLineAddress.DefaultLed);

    /// <summary>True when the LED is lit by the low level: it hangs between supply and line.</summary>
    public bool ActiveLow { get; init; }

    /// <summary>How the line is driven.</summary>
    public LineDrive Drive { get; init; }

    /// <summary>Who has the line, as <c>gpioinfo</c> shows it; cut to 31 bytes.</summary>
    public string Consumer { get; init; } = "led-tcp";

    internal LineFlags Flags => LineFlags.Output
        | (ActiveLow ? LineFlags.ActiveLow : LineFlags.None)
        | Drive switch
        {
            LineDrive.OpenDrain => LineFlags.OpenDrain,
            LineDrive.OpenSource => LineFlags.OpenSource,
            _ => LineFlags.None,
        };
}
