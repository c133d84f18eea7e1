using IpcSocket.Platform;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace IpcSocket.Tests.Platform;

public sealed class AdapterFactoryTests
{
    [Fact]
    public void The_pc_has_an_led_in_the_log_and_a_fifo_for_a_button()
    {
        Assert.IsType<IpcSocket.Platform.Pc.LogLed>(AdapterFactory.CreateLed("pc"));
        Assert.IsType<IpcSocket.Platform.Pc.FifoButton>(AdapterFactory.CreateButton("pc", "/run/fifo", NullLoggerFactory.Instance));
        Assert.Contains("pc", AdapterFactory.LedAdapters);
        Assert.Contains("pc", AdapterFactory.ButtonAdapters);
    }

    [Fact]
    public void An_unknown_adapter_is_refused_with_those_that_are_known()
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => AdapterFactory.CreateLed("usb"));
        Assert.Contains("pc", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => AdapterFactory.CreateButton("usb", "/run/fifo", NullLoggerFactory.Instance));
    }
}
