using Microsoft.Win32.SafeHandles;

namespace IpcSocket.Platform.Gpio;

/// <summary>What the kernel is asked for about GPIO chips and lines. Each call returns 0, or the error number (<c>errno(3)</c>).</summary>
internal interface IGpioSystemCalls
{
    /// <summary>The paths of the chips that there are, <c>/dev/gpiochip0</c> before <c>/dev/gpiochip10</c>.</summary>
    IReadOnlyList<string> ChipPaths();

    /// <summary>open(2) of a chip.</summary>
    int OpenChip(string path, out SafeFileHandle chip);

    /// <summary>GPIO_GET_CHIPINFO_IOCTL.</summary>
    int GetChipInfo(SafeFileHandle chip, out GpioChipInfo info);

    /// <summary>GPIO_V2_GET_LINEINFO_IOCTL of the line whose offset is in the argument.</summary>
    int GetLineInfo(SafeFileHandle chip, ref GpioLineInfo info);

    /// <summary>GPIO_V2_GET_LINE_IOCTL. The line is the caller's until the handle is closed.</summary>
    int RequestLine(SafeFileHandle chip, ref GpioLineRequest request, out SafeFileHandle line);

    /// <summary>GPIO_V2_LINE_SET_CONFIG_IOCTL.</summary>
    int SetConfig(SafeFileHandle line, ref GpioLineConfig config);

    /// <summary>GPIO_V2_LINE_GET_VALUES_IOCTL.</summary>
    int GetValues(SafeFileHandle line, ref GpioLineValues values);

    /// <summary>GPIO_V2_LINE_SET_VALUES_IOCTL.</summary>
    int SetValues(SafeFileHandle line, ref GpioLineValues values);
}
