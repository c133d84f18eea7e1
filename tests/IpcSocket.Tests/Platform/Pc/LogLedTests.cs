using IpcSocket.Platform.Pc;
using Xunit;

namespace IpcSocket.Tests.Platform.Pc;

public sealed class LogLedTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void First_state_is_the_one_asked_for(bool? first, bool shown)
    {
        using var led = new LogLed();
        Assert.Equal(shown, led.Open(first));
    }

    [Fact]
    public void Disposed_LED_cannot_be_switched()
    {
        var led = new LogLed();
        led.Open(false);
        led.Dispose();
        Assert.Throws<ObjectDisposedException>(() => led.Set(true));
        Assert.Throws<ObjectDisposedException>(() => led.Open(true));
    }
}
