using System.Diagnostics;
using System.Runtime.CompilerServices;
using IpcSocket.Platform.Gpio;
using IpcSocket.Tests.Support;
using Xunit;
using static IpcSocket.Platform.Gpio.GpioUapi;

namespace IpcSocket.Tests.Platform.Gpio;

public sealed class GpioUapiTests
{
    private const string Header = "/usr/include/linux/gpio.h";

    // What the C compiler is asked, and what this program says.
    private static readonly (string C, ulong Here)[] Facts =
    [
        ("GPIO_GET_CHIPINFO_IOCTL", GPIO_GET_CHIPINFO_IOCTL),
        ("GPIO_V2_GET_LINEINFO_IOCTL", GPIO_V2_GET_LINEINFO_IOCTL),
        ("GPIO_V2_GET_LINE_IOCTL", GPIO_V2_GET_LINE_IOCTL),
        ("GPIO_V2_LINE_SET_CONFIG_IOCTL", GPIO_V2_LINE_SET_CONFIG_IOCTL),
        ("GPIO_V2_LINE_GET_VALUES_IOCTL", GPIO_V2_LINE_GET_VALUES_IOCTL),
        ("GPIO_V2_LINE_SET_VALUES_IOCTL", GPIO_V2_LINE_SET_VALUES_IOCTL),
        ("GPIO_MAX_NAME_SIZE", NameSize),
        ("GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES", GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES),
        ("GPIO_V2_LINE_ATTR_ID_DEBOUNCE", GPIO_V2_LINE_ATTR_ID_DEBOUNCE),
        ("GPIO_V2_LINE_EVENT_RISING_EDGE", GPIO_V2_LINE_EVENT_RISING_EDGE),
        ("GPIO_V2_LINE_EVENT_FALLING_EDGE", GPIO_V2_LINE_EVENT_FALLING_EDGE),
        ("GPIO_V2_LINE_FLAG_USED", (ulong)LineFlags.Used),
        ("GPIO_V2_LINE_FLAG_ACTIVE_LOW", (ulong)LineFlags.ActiveLow),
        ("GPIO_V2_LINE_FLAG_INPUT", (ulong)LineFlags.Input),
        ("GPIO_V2_LINE_FLAG_OUTPUT", (ulong)LineFlags.Output),
        ("GPIO_V2_LINE_FLAG_EDGE_RISING", (ulong)LineFlags.EdgeRising),
        ("GPIO_V2_LINE_FLAG_EDGE_FALLING", (ulong)LineFlags.EdgeFalling),
        ("GPIO_V2_LINE_FLAG_OPEN_DRAIN", (ulong)LineFlags.OpenDrain),
        ("GPIO_V2_LINE_FLAG_OPEN_SOURCE", (ulong)LineFlags.OpenSource),
        ("GPIO_V2_LINE_FLAG_BIAS_PULL_UP", (ulong)LineFlags.BiasPullUp),
        ("GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN", (ulong)LineFlags.BiasPullDown),
        ("GPIO_V2_LINE_FLAG_BIAS_DISABLED", (ulong)LineFlags.BiasDisabled),
        ("sizeof(struct gpiochip_info)", (ulong)Unsafe.SizeOf<GpioChipInfo>()),
        ("sizeof(struct gpio_v2_line_info)", (ulong)Unsafe.SizeOf<GpioLineInfo>()),
        ("sizeof(struct gpio_v2_line_config_attribute)", (ulong)Unsafe.SizeOf<GpioLineAttribute>()),
        ("sizeof(struct gpio_v2_line_config)", (ulong)Unsafe.SizeOf<GpioLineConfig>()),
        ("sizeof(struct gpio_v2_line_request)", (ulong)Unsafe.SizeOf<GpioLineRequest>()),
        ("sizeof(struct gpio_v2_line_values)", (ulong)Unsafe.SizeOf<GpioLineValues>()),
        ("sizeof(struct gpio_v2_line_event)", (ulong)Unsafe.SizeOf<GpioLineEvent>()),
        ("offsetof(struct gpiochip_info, label)", Offset((ref GpioChipInfo s) => ref Bytes(ref s.Label))),
        ("offsetof(struct gpiochip_info, lines)", Offset((ref GpioChipInfo s) => ref Bytes(ref s.Lines))),
        ("offsetof(struct gpio_v2_line_info, consumer)", Offset((ref GpioLineInfo s) => ref Bytes(ref s.Consumer))),
        ("offsetof(struct gpio_v2_line_info, offset)", Offset((ref GpioLineInfo s) => ref Bytes(ref s.Offset))),
        ("offsetof(struct gpio_v2_line_info, flags)", Offset((ref GpioLineInfo s) => ref Bytes(ref s.Flags))),
        ("offsetof(struct gpio_v2_line_config_attribute, attr.values)", Offset((ref GpioLineAttribute s) => ref Bytes(ref s.Values))),
        ("offsetof(struct gpio_v2_line_config_attribute, attr.debounce_period_us)", Offset((ref GpioLineAttribute s) => ref Bytes(ref s.DebouncePeriodMicroseconds))),
        ("offsetof(struct gpio_v2_line_config_attribute, mask)", Offset((ref GpioLineAttribute s) => ref Bytes(ref s.Mask))),
        ("offsetof(struct gpio_v2_line_config, num_attrs)", Offset((ref GpioLineConfig s) => ref Bytes(ref s.AttributeCount))),
        ("offsetof(struct gpio_v2_line_config, attrs)", Offset((ref GpioLineConfig s) => ref Bytes(ref s.Attribute))),
        ("offsetof(struct gpio_v2_line_request, consumer)", Offset((ref GpioLineRequest s) => ref Bytes(ref s.Consumer))),
        ("offsetof(struct gpio_v2_line_request, config)", Offset((ref GpioLineRequest s) => ref Bytes(ref s.Config))),
        ("offsetof(struct gpio_v2_line_request, num_lines)", Offset((ref GpioLineRequest s) => ref Bytes(ref s.LineCount))),
        ("offsetof(struct gpio_v2_line_request, event_buffer_size)", Offset((ref GpioLineRequest s) => ref Bytes(ref s.EventBufferSize))),
        ("offsetof(struct gpio_v2_line_request, fd)", Offset((ref GpioLineRequest s) => ref Bytes(ref s.Descriptor))),
        ("offsetof(struct gpio_v2_line_values, mask)", Offset((ref GpioLineValues s) => ref Bytes(ref s.Mask))),
        ("offsetof(struct gpio_v2_line_event, id)", Offset((ref GpioLineEvent s) => ref Bytes(ref s.Id))),
        ("offsetof(struct gpio_v2_line_event, seqno)", Offset((ref GpioLineEvent s) => ref Bytes(ref s.SequenceNumber))),
        ("offsetof(struct gpio_v2_line_event, line_seqno)", Offset((ref GpioLineEvent s) => ref Bytes(ref s.LineSequenceNumber))),
    ];

    private delegate ref byte FieldOf<T>(ref T value);

    /// <summary>A user's machine may lack a C compiler; the one that checks every change has it, and takes no skipped test.</summary>
    private sealed class HeaderFactAttribute : FactAttribute
    {
        public HeaderFactAttribute()
        {
            // The compiler finds its assembler on the path too.
            var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
            if (!File.Exists(Header) || !path.Any(directory => File.Exists(Path.Combine(directory, "gcc"))))
                Skip = $"compares with {Header} by gcc: install gcc and linux-libc-dev";
        }
    }

    [HeaderFact]
    public void The_numbers_and_structs_are_those_of_the_kernels_header()
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder["facts.c"], $$"""
            #include <linux/gpio.h>
            #include <stddef.h>
            #include <stdio.h>
            int main(void)
            {
            {{string.Join('\n', Facts.Select(fact => $"    printf(\"%llu\\n\", (unsigned long long)({fact.C}));"))}}
                return 0;
            }
            """);
        Run("gcc", folder["facts.c"], "-o", folder["facts"]);
        var lines = Run(folder["facts"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Facts.Select((fact, i) => $"{fact.C} {lines[i]}"), Facts.Select(fact => $"{fact.C} {fact.Here}"));
    }

    [Fact]
    public void A_name_ends_before_its_NUL_or_fills_its_place()
    {
        Assert.Equal("GPIO17", GpioNameBuffer.Of("GPIO17").ToString());
        Assert.Equal(new string('x', NameSize - 1), GpioNameBuffer.Of(new string('x', 40)).ToString());
        Assert.Equal("", default(GpioNameBuffer).ToString());
    }

    private static ref byte Bytes<T>(ref T field) => ref Unsafe.As<T, byte>(ref field);

    private static ulong Offset<T>(FieldOf<T> field) where T : struct
    {
        var value = default(T);
        return (ulong)Unsafe.ByteOffset(ref Unsafe.As<T, byte>(ref value), ref field(ref value));
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Limits.Test));
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
