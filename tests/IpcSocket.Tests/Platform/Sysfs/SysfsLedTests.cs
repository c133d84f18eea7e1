using IpcSocket.Platform;
using IpcSocket.Platform.Sysfs;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Platform.Sysfs;

public sealed class SysfsLedTests : IDisposable
{
    private readonly TemporaryDirectory _class = new();

    public void Dispose() => _class.Dispose();

    [Theory]
    [InlineData(true, "255")]
    [InlineData(false, "000")]
    public void Opening_ends_the_trigger_and_shows_the_first_value(bool first, string brightness)
    {
        AddAct("000", "none mmc0 [heartbeat] timer");
        using var led = Led();
        Assert.Equal(first, led.Open(first));
        Assert.StartsWith("none", Attribute("trigger"), StringComparison.Ordinal);
        Assert.Equal(brightness[0], Attribute("brightness")[0]);
    }

    [Theory]
    [InlineData("255", true)]
    [InlineData("0", false)]
    public void Without_a_first_value_it_goes_on_with_what_it_shows(string brightness, bool shown)
    {
        AddAct(brightness, "[none] mmc0");
        using var led = Led();
        Assert.Equal(shown, led.Open(null));
        Assert.Equal(brightness, Attribute("brightness"));
    }

    [Fact]
    public void On_is_the_greatest_brightness_there_is()
    {
        AddAct("0", "[none]");
        using var led = Led();
        led.Open(false);
        led.Set(true);
        Assert.Equal("255", Attribute("brightness"));
        led.Set(false);
        Assert.StartsWith("0", Attribute("brightness"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_former_trigger_is_put_back_at_the_end()
    {
        AddAct("0", "none [mmc0]");
        var led = Led();
        led.Open(true);
        led.Dispose();
        Assert.StartsWith("mmc0", Attribute("trigger"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_trigger_the_LED_stays_as_it_is()
    {
        AddAct("0", "[none] mmc0");
        var led = Led();
        led.Open(true);
        led.Dispose();
        Assert.Equal("[none] mmc0", Attribute("trigger"));
        Assert.Equal("255", Attribute("brightness"));
    }

    [Fact]
    public void Disposed_LED_is_not_opened_again()
    {
        AddAct("0", "none [mmc0]");
        var led = Led();
        led.Open(true);
        Directory.Delete(_class["ACT"], recursive: true);
        Assert.Throws<DeviceException>(() => led.Set(false));
        led.Dispose();
        AddAct("0", "none [mmc0]");
        Assert.Throws<ObjectDisposedException>(() => led.Set(true));
        Assert.Throws<ObjectDisposedException>(() => led.Open(true));
        Assert.Equal("none [mmc0]", Attribute("trigger"));
    }

    [Fact]
    public void An_unknown_name_is_told_with_those_there_are()
    {
        AddAct("0", "[none]");
        Directory.CreateDirectory(_class["PWR"]);
        using var led = new SysfsLed("act", _class[""]);
        Assert.EndsWith(" has no LED act; set Device to one of ACT, PWR", Fault(() => led.Open(false)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_such_LEDs_says_so()
    {
        using var led = new SysfsLed("ACT", _class["nowhere"]);
        Assert.EndsWith(
            "has no LED: this kernel or machine has none of its own; set Adapter to gpio or pc", Fault(() => led.Open(false)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unplugged_LED_fails_until_it_is_back()
    {
        AddAct("0", "[none]");
        Directory.CreateDirectory(_class["PWR"]);
        using var led = Led();
        led.Open(false);
        Directory.Delete(_class["ACT"], recursive: true);
        Assert.EndsWith(" has no LED ACT; set Device to one of PWR", Fault(() => led.Set(true)), StringComparison.Ordinal);
        Assert.EndsWith(" has no LED ACT; set Device to one of PWR", Fault(() => led.Set(true)), StringComparison.Ordinal);
        AddAct("0", "none [mmc0]");
        led.Set(true);
        Assert.Equal("255", Attribute("brightness"));
        Assert.StartsWith("none", Attribute("trigger"), StringComparison.Ordinal);
    }

    // Root, as whom tests run, is refused nothing.
    [Fact]
    public void A_refusal_says_what_grants_it() => Assert.Equal(
        "/sys/class/leds/ACT/brightness cannot be written: no permission; the udev rule 60-ipc-socket.rules gives it to group gpio, which this user "
        + "needs (usermod -aG gpio USER, then log in anew)",
        SysfsFault.NoPermission("/sys/class/leds/ACT/brightness", "written", new UnauthorizedAccessException()).Message);

    private SysfsLed Led() => new("ACT", _class[""]);

    private static string Fault(Action act) => Assert.Throws<DeviceException>(act).Message;

    // Files, unlike the kernel's attributes, keep what a shorter text leaves behind its end.
    private string Attribute(string name) => File.ReadAllText(_class[$"ACT/{name}"]);

    private void AddAct(string brightness, string trigger)
    {
        Directory.CreateDirectory(_class["ACT"]);
        File.WriteAllText(_class["ACT/max_brightness"], "255\n");
        File.WriteAllText(_class["ACT/brightness"], brightness);
        File.WriteAllText(_class["ACT/trigger"], trigger);
    }
}
