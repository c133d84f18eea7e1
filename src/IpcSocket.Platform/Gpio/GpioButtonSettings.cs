namespace IpcSocket.Platform.Gpio;

/// <summary>The GPIO line of a button.</summary>
public sealed record GpioButtonSettings
{
    /// <summary>Which line.</summary>
    public GpioLineAddress Line { get; init; } = new(GpioLineAddress.DefaultButton);

    /// <summary>The chip's own resistor.</summary>
    public LineBias Bias { get; init; } = LineBias.PullUp;

    /// <summary>True when a press connects the line to ground; then a press is a falling edge of the voltage.</summary>
    public bool ActiveLow { get; init; } = true;

    /// <summary>How long the contact must be quiet before an edge counts; zero counts every edge. In whole microseconds.</summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Who has the line, as <c>gpioinfo</c> shows it; cut to 31 bytes.</summary>
    public string Consumer { get; init; } = "button-tcp";

    internal LineFlags Flags => LineFlags.Input | LineFlags.EdgeRising | LineFlags.EdgeFalling
        | (ActiveLow ? LineFlags.ActiveLow : LineFlags.None)
        | Bias switch
        {
            LineBias.PullUp => LineFlags.BiasPullUp,
            LineBias.PullDown => LineFlags.BiasPullDown,
            LineBias.Disabled => LineFlags.BiasDisabled,
            _ => LineFlags.None,
        };
}
