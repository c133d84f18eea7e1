namespace IpcSocket.Platform.Gpio;

/// <summary>The chip's own resistor at an input (<c>linux/gpio.h</c>, GPIO_V2_LINE_FLAG_BIAS_…).</summary>
public enum LineBias
{
    /// <summary>To the supply: for a button that connects to ground.</summary>
    PullUp,

    /// <summary>To ground: for a button that connects to the supply.</summary>
    PullDown,

    /// <summary>None.</summary>
    Disabled,

    /// <summary>As it was: for chips that have no resistors, and where the board's firmware has set them.</summary>
    AsIs,
}
