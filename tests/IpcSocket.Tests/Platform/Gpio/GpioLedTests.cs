using IpcSocket.Platform;
using IpcSocket.Platform.Gpio;
using IpcSocket.Tests.Support;
using Microsoft.Win32.SafeHandles;
using Xunit;
using static IpcSocket.Platform.Gpio.GpioFault;

namespace IpcSocket.Tests.Platform.Gpio;

public sealed class GpioLedTests : IDisposable
{
    private readonly ScriptedGpio _gpio = new();
    private readonly ScriptedChip _chip;
    private readonly ScriptedLine _line;
    private readonly CollectingLogger<GpioLed> _log = new();
    private readonly ScriptedStore _store = new();

    public GpioLedTests()
    {
        _chip = _gpio.Add("gpiochip0", "pinctrl-bcm2835", "GPIO4", "GPIO17");
        _line = _chip.Lines[1];
    }

    public void Dispose() => _gpio.Dispose();

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    public void The_first_value_comes_with_the_request_and_no_other_before_it(bool activeLow, bool first, bool level)
    {
        using var led = Led(new() { ActiveLow = activeLow });
        Assert.Equal(first, led.Open(first));
        Assert.Equal([level], _line.Driven);
        Assert.Equal("led-tcp", _line.Consumer);
        Assert.Equal("The LED is GPIO line GPIO17 (gpiochip0 1)", Assert.Single(_log.Entries).Message);
    }

    [Theory]
    [InlineData(LineDrive.PushPull, LineFlags.Output)]
    [InlineData(LineDrive.OpenDrain, LineFlags.Output | LineFlags.OpenDrain)]
    [InlineData(LineDrive.OpenSource, LineFlags.Output | LineFlags.OpenSource)]
    internal void The_line_is_driven_as_configured(LineDrive drive, LineFlags flags)
    {
        using var led = Led(new() { Drive = drive });
        led.Open(false);
        Assert.Equal(flags, _line.Flags);
    }

    [Fact]
    public void Setting_switches_the_line()
    {
        using var led = Led(new());
        led.Open(false);
        led.Set(true);
        led.Set(false);
        Assert.Equal([false, true, false], _line.Driven);
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    public void Without_a_first_value_it_goes_on_with_what_the_line_shows(bool activeLow, bool level, bool shown)
    {
        _line.Level = level;
        using var led = Led(new() { ActiveLow = activeLow });
        Assert.Equal(shown, led.Open(null));
        Assert.Equal([level], _line.Driven);
        Assert.Equal(LineFlags.Output, _line.Flags & LineFlags.Output);
    }

    [Fact]
    public void Disposed_LED_does_not_request_its_line_again()
    {
        var led = Led(new());
        led.Open(true);
        led.Dispose();
        led.Dispose();
        Assert.Throws<ObjectDisposedException>(() => led.Set(false));
        Assert.Throws<ObjectDisposedException>(() => led.Open(false));
        Assert.False(_line.IsBusy);
        Assert.Equal([true], _line.Driven);
    }

    [Fact]
    public void Disposing_gives_the_line_back_without_switching_it()
    {
        var led = Led(new());
        led.Open(true);
        led.Dispose();
        Assert.False(_line.IsBusy);
        Assert.Equal([true], _line.Driven);
    }

    [Fact]
    public void A_busy_line_names_who_has_it()
    {
        (_line.IsTaken, _line.Consumer) = (true, "gpioset");
        using var led = Led(new());
        Assert.Equal(
            "GPIO line GPIO17 (gpiochip0 1) is busy: 'gpioset' has it; stop that or choose another line",
            Assert.Throws<DeviceException>(() => led.Open(false)).Message);
    }

    [Theory]
    [InlineData(EPERM, "may not be requested: the board reserves it; choose another line")]
    [InlineData(ENOTSUPP, "cannot be set up so (Operation not supported (error 524)): its chip lacks the drive, bias or edge events asked for")]
    [InlineData(5, "cannot be requested: Input/output error (error 5); see the kernel's log (dmesg)")]
    public void A_refused_request_says_why(int error, string message)
    {
        _gpio.Refuse = _ => error;
        using var led = Led(new());
        Assert.Contains(message, Assert.Throws<DeviceException>(() => led.Open(false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unplugged_chip_fails_each_time_until_it_is_back()
    {
        using var led = Led(new());
        led.Open(false);
        _chip.IsGone = true;
        Assert.Equal(
            "GPIO line GPIO17 (gpiochip0 1) is gone: its chip was removed; plug it in again", Assert.Throws<DeviceException>(() => led.Set(true)).Message);
        Assert.StartsWith("there is no GPIO chip", Assert.Throws<DeviceException>(() => led.Set(true)).Message, StringComparison.Ordinal);
        Assert.Empty(_store.Kept);

        _chip.IsGone = false;
        led.Set(true);
        Assert.Equal([false, true], _line.Driven);
        Assert.Equal(["gpio-gpiochip0-1"], _store.Kept.Keys);
    }

    [Fact]
    public void What_was_kept_over_a_restart_is_taken_over_as_it_is()
    {
        Led(new()).Open(true);
        using var led = Led(new());
        Assert.True(led.Open(false));
        Assert.Equal([true], _line.Driven);
        led.Set(false);
        Assert.Equal([true, false], _line.Driven);
        Assert.Equal("The LED is GPIO line GPIO17 (gpiochip0 1), kept over the restart; lit: True", _log.Entries[^1].Message);
    }

    [Fact]
    public void What_was_kept_is_set_up_anew_without_a_change_of_level_when_the_settings_say_otherwise()
    {
        Led(new()).Open(true);
        using var led = Led(new() { ActiveLow = true, Drive = LineDrive.OpenDrain });
        Assert.False(led.Open(true));
        Assert.Equal([true, true], _line.Driven);
        Assert.Equal(LineFlags.Output | LineFlags.ActiveLow | LineFlags.OpenDrain, _line.Flags);
    }

    [Fact]
    public void What_was_kept_of_a_chip_that_went_meanwhile_is_let_go()
    {
        var old = Led(new());
        old.Open(true);
        _chip.IsGone = true;
        var kept = _store.Kept.ToArray();
        var back = _gpio.Add("gpiochip0", "pinctrl-bcm2835", "GPIO4", "GPIO17");
        using var led = Led(new());
        Assert.False(led.Open(false));
        Assert.Equal([false], back.Lines[1].Driven);
        Assert.NotEqual(kept, _store.Kept.ToArray());
        Assert.Equal("What was kept as gpio-gpiochip0-1 is no longer a GPIO line; it is requested anew", _log.Entries[^2].Message);
        old.Dispose();
    }

    private GpioLed Led(GpioLedSettings settings) => new(settings, _store, _log, _gpio);

    /// <summary>Gives what was kept to whoever asks, as to a new process.</summary>
    private sealed class ScriptedStore : IRequestStore
    {
        public Dictionary<string, SafeFileHandle> Kept { get; } = [];

        public SafeFileHandle? Take(string name) => Kept.GetValueOrDefault(name);

        public void Keep(string name, SafeFileHandle request) => Kept[name] = request;

        public void Remove(string name) => Kept.Remove(name);
    }
}
