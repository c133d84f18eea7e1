namespace IpcSocket.Platform.Gpio;

/// <summary>How an output is driven (<c>linux/gpio.h</c>, GPIO_V2_LINE_FLAG_OPEN_DRAIN and GPIO_V2_LINE_FLAG_OPEN_SOURCE).</summary>
public enum LineDrive
{
    /// <summary>To both levels.</summary>
    PushPull,

    /// <summary>To ground only; a resistor outside does the rest.</summary>
    OpenDrain,

    /// <summary>To the supply only; a resistor outside does the rest.</summary>
    OpenSource,
}
