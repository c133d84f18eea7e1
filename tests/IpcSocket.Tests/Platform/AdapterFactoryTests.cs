using IpcSocket.Platform;
using IpcSocket.Platform.Gpio;
using IpcSocket.Platform.Pc;
using IpcSocket.Platform.Sysfs;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace IpcSocket.Tests.Platform;

public sealed class AdapterFactoryTests
{
    [Theory]
    [InlineData("pc", typeof(LogLed))]
    [InlineData("gpio", typeof(GpioLed))]
    [InlineData("sysfs", typeof(SysfsLed))]
    public void Each_kind_of_LED_has_its_class(string adapter, Type type)
    {
        Assert.Contains(adapter, AdapterFactory.LedAdapters);
        using var led = Led(adapter);
        Assert.IsType(type, led);
    }

    [Theory]
    [InlineData("pc", typeof(FifoButton))]
    [InlineData("gpio", typeof(GpioButton))]
    public async Task Each_kind_of_button_has_its_class(string adapter, Type type)
    {
        Assert.Contains(adapter, AdapterFactory.ButtonAdapters);
        await using var button = Button(adapter);
        Assert.IsType(type, button);
    }

    [Fact]
    public void An_unknown_adapter_is_refused_with_those_that_are_known()
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Led("usb"));
        Assert.Contains("pc, gpio, sysfs", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Button("usb"));
    }

    private static ILed Led(string adapter) =>
        AdapterFactory.CreateLed(new LedSettings { Adapter = adapter }, NoRequestStore.Instance, NullLoggerFactory.Instance);

    private static IButton Button(string adapter) =>
        AdapterFactory.CreateButton(new ButtonSettings { Adapter = adapter }, NullLoggerFactory.Instance);
}
