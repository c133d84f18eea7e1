using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace IpcSocket.Platform.Gpio;

/// <summary>
/// The part of <c>linux/gpio.h</c> that a request for one line takes: uAPI v2 of the GPIO character device, in Linux since 5.10. The
/// structs hold the whole size and name the fields that are used; those of arrays are the first element's. They are laid out alike on
/// every architecture. The numbers of the calls are those of <c>asm-generic/ioctl.h</c>.
/// </summary>
internal static class GpioUapi
{
    /// <summary>_IOR(0xB4, 0x01, struct gpiochip_info).</summary>
    public const uint GPIO_GET_CHIPINFO_IOCTL = 0x8044B401;

    /// <summary>_IOWR(0xB4, 0x05, struct gpio_v2_line_info).</summary>
    public const uint GPIO_V2_GET_LINEINFO_IOCTL = 0xC100B405;

    /// <summary>_IOWR(0xB4, 0x07, struct gpio_v2_line_request).</summary>
    public const uint GPIO_V2_GET_LINE_IOCTL = 0xC250B407;

    /// <summary>_IOWR(0xB4, 0x0D, struct gpio_v2_line_config).</summary>
    public const uint GPIO_V2_LINE_SET_CONFIG_IOCTL = 0xC110B40D;

    /// <summary>_IOWR(0xB4, 0x0E, struct gpio_v2_line_values).</summary>
    public const uint GPIO_V2_LINE_GET_VALUES_IOCTL = 0xC010B40E;

    /// <summary>_IOWR(0xB4, 0x0F, struct gpio_v2_line_values).</summary>
    public const uint GPIO_V2_LINE_SET_VALUES_IOCTL = 0xC010B40F;

    public const uint GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES = 2;
    public const uint GPIO_V2_LINE_ATTR_ID_DEBOUNCE = 3;

    public const uint GPIO_V2_LINE_EVENT_RISING_EDGE = 1;
    public const uint GPIO_V2_LINE_EVENT_FALLING_EDGE = 2;

    /// <summary>GPIO_MAX_NAME_SIZE: bytes of a name or label, with a NUL at the end when it is shorter.</summary>
    public const int NameSize = 32;
}

/// <summary><c>enum gpio_v2_line_flag</c>. Edges and values are logical: rising is from inactive to active.</summary>
[Flags]
internal enum LineFlags : ulong
{
    None = 0,
    Used = 1 << 0,
    ActiveLow = 1 << 1,
    Input = 1 << 2,
    Output = 1 << 3,
    EdgeRising = 1 << 4,
    EdgeFalling = 1 << 5,
    OpenDrain = 1 << 6,
    OpenSource = 1 << 7,
    BiasPullUp = 1 << 8,
    BiasPullDown = 1 << 9,
    BiasDisabled = 1 << 10,
}

/// <summary>A name as the kernel keeps it.</summary>
[InlineArray(GpioUapi.NameSize)]
internal struct GpioNameBuffer
{
    private byte _first;

    /// <summary>The text before the NUL.</summary>
    public override string ToString()
    {
        ReadOnlySpan<byte> bytes = this;
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>The text, cut to what leaves room for the NUL.</summary>
    public static GpioNameBuffer Of(string text)
    {
        var buffer = default(GpioNameBuffer);
        Span<byte> bytes = buffer;
        Encoding.UTF8.GetEncoder().Convert(text, bytes[..^1], flush: true, out _, out _, out _);
        return buffer;
    }
}

/// <summary><c>struct gpiochip_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 68)]
internal struct GpioChipInfo
{
    [FieldOffset(0)] public GpioNameBuffer Name;
    [FieldOffset(32)] public GpioNameBuffer Label;
    [FieldOffset(64)] public uint Lines;
}

/// <summary><c>struct gpio_v2_line_info</c>, without its attributes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct GpioLineInfo
{
    [FieldOffset(0)] public GpioNameBuffer Name;
    [FieldOffset(32)] public GpioNameBuffer Consumer;
    [FieldOffset(64)] public uint Offset;
    [FieldOffset(72)] public LineFlags Flags;
}

/// <summary><c>struct gpio_v2_line_config_attribute</c>: one of the values, by its id, for the lines of the mask.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct GpioLineAttribute
{
    [FieldOffset(0)] public uint Id;
    [FieldOffset(8)] public ulong Values;
    [FieldOffset(8)] public uint DebouncePeriodMicroseconds;
    [FieldOffset(16)] public ulong Mask;
}

/// <summary><c>struct gpio_v2_line_config</c>, with room for one attribute of its ten.</summary>
[StructLayout(LayoutKind.Explicit, Size = 272)]
internal struct GpioLineConfig
{
    [FieldOffset(0)] public LineFlags Flags;
    [FieldOffset(8)] public uint AttributeCount;
    [FieldOffset(32)] public GpioLineAttribute Attribute;
}

/// <summary><c>struct gpio_v2_line_request</c>, for one line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 592)]
internal struct GpioLineRequest
{
    [FieldOffset(0)] public uint Offset;
    [FieldOffset(256)] public GpioNameBuffer Consumer;
    [FieldOffset(288)] public GpioLineConfig Config;
    [FieldOffset(560)] public uint LineCount;
    [FieldOffset(564)] public uint EventBufferSize;
    [FieldOffset(588)] public int Descriptor;
}

/// <summary><c>struct gpio_v2_line_values</c>: a bit for each line of the request, 1 for active.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct GpioLineValues
{
    [FieldOffset(0)] public ulong Bits;
    [FieldOffset(8)] public ulong Mask;
}

/// <summary><c>struct gpio_v2_line_event</c>. The time is nanoseconds of <c>CLOCK_MONOTONIC</c>, the first number of a request is 1.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
internal struct GpioLineEvent
{
    [FieldOffset(0)] public ulong TimestampNanoseconds;
    [FieldOffset(8)] public uint Id;
    [FieldOffset(12)] public uint Offset;
    [FieldOffset(16)] public uint SequenceNumber;
    [FieldOffset(20)] public uint LineSequenceNumber;
}
