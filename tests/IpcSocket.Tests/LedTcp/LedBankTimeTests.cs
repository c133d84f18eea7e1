using IpcSocket.Platform;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

/// <summary>What holds for a time only, and what is left of it when the daemon ends.</summary>
public sealed class LedBankTimeTests : IDisposable
{
    private const string Peer = "127.0.0.1:40000";

    private static readonly LedOrder On = new(LedState.On);
    private static readonly LedOrder Off = new(LedState.Off);
    private static readonly LedOrder Blink = new(LedState.Blink, Ms(200));

    private readonly RecordingLed _led = new();
    private readonly CollectingLogger<LedBank> _log = new();
    private readonly ManualTimeProvider _time = new();
    private readonly TemporaryDirectory _folder = new();

    public void Dispose()
    {
        _led.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void On_for_a_while_ends_in_the_state_before()
    {
        using var bank = Bank();
        Assert.Equal(LedState.On, bank.Switch(bank.Default, On with { For = Ms(500) }, Peer));
        _time.Advance(Ms(499));
        Assert.Equal(LedState.On, bank.Default.State);
        _time.Advance(Ms(1));
        Assert.Equal(LedState.Off, bank.Default.State);
        Assert.Equal([false, true, false], _led.Switched);
        Assert.Equal(["LED Status: On", "LED Status: Off"], _log.Entries.Select(e => e.Message));
    }

    [Fact]
    public void A_later_command_ends_the_time()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, On with { For = Ms(500) }, Peer);
        bank.Switch(bank.Default, On, Peer);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(LedState.On, bank.Default.State);
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void The_same_command_again_begins_the_time_anew()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, On with { For = Ms(500) }, Peer);
        _time.Advance(Ms(400));
        bank.Switch(bank.Default, On with { For = Ms(500) }, Peer);
        _time.Advance(Ms(499));
        Assert.Equal(LedState.On, bank.Default.State);
        _time.Advance(Ms(1));
        Assert.Equal(LedState.Off, bank.Default.State);
    }

    [Fact]
    public void What_comes_back_is_what_was_meant_to_last()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, On with { For = Ms(500) }, Peer);
        bank.Switch(bank.Default, Off with { For = Ms(50) }, Peer);
        _time.Advance(Ms(50));
        Assert.Equal(LedState.Off, bank.Default.State);
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void A_blinking_LED_is_switched_by_the_clock_and_is_one_change()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, Blink, Peer);
        _time.Advance(Ms(450));
        Assert.Equal(LedState.Blink, bank.Default.State);
        Assert.Equal([false, true, false, true, false, true], _led.Switched);
        Assert.Equal(["LED Status: Blink"], _log.Entries.Select(e => e.Message));
    }

    [Fact]
    public void Blinking_goes_on_after_what_was_for_a_while()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, Blink, Peer);
        bank.Switch(bank.Default, Off with { For = Ms(1000) }, Peer);
        _time.Advance(Ms(1000));
        Assert.Equal(LedState.Blink, bank.Default.State);
        _time.Advance(Ms(100));
        Assert.Equal([false, true, false, true, false], _led.Switched);
    }

    [Fact]
    public void A_toggle_of_a_blinking_LED_leaves_it_dark()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, Blink, Peer);
        Assert.Equal(LedState.Off, bank.Switch(bank.Default, new LedOrder(null), Peer));
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void A_command_that_the_device_refuses_leaves_what_the_LED_does_as_it_was()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, On with { For = Ms(500) }, Peer);
        _led.IsBroken = true;
        Assert.ThrowsAny<Exception>(() => bank.Switch(bank.Default, On, Peer));
        _led.IsBroken = false;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(LedState.Off, bank.Default.State);
    }

    [Fact]
    public void An_end_that_the_device_refuses_is_tried_until_it_succeeds_and_told_once()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, On with { For = Ms(500) }, Peer);
        _led.IsBroken = true;
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(LedState.On, bank.Default.State);
        _led.IsBroken = false;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(LedState.Off, bank.Default.State);
        Assert.Equal(
            ["LED Status: On", "LED led could not be switched: the LED is unplugged; it is tried again", "LED led works again", "LED Status: Off"],
            _log.Entries.Select(e => e.Message));
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void A_device_that_comes_back_shows_again_what_it_should()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, On, Peer);
        _led.IsBroken = true;
        Assert.ThrowsAny<Exception>(() => bank.Switch(bank.Default, Off, Peer));
        _led.IsBroken = false;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([false, true, true], _led.Switched);
        Assert.Equal("LED led works again", _log.Entries[^1].Message);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(12)]
    public async Task An_end_is_not_missed_by_a_machine_that_stands_still_for_a_moment(int length)
    {
        var changes = new SemaphoreSlim(0);
        using var bank = new LedBank([(Leds.Named("led"), _led)], null, () => changes.Release(), _log, new HaltingTime());
        bank.Switch(bank.Default, On with { For = Ms(length) }, Peer);
        Assert.True(await changes.WaitAsync(Limits.Test));
        Assert.True(await changes.WaitAsync(Limits.Test));
        Assert.Equal(LedState.Off, bank.Default.State);
    }

    [Theory]
    [InlineData("off", false)]
    [InlineData("on", true)]
    [InlineData("keep", true)]
    [InlineData("last", true)]
    public void After_a_crash_PowerOn_says_what_a_LED_shows_that_was_dark_for_a_time_only(string powerOn, bool isLit)
    {
        using (var crashed = Bank(powerOn))
        {
            crashed.Switch(crashed.Default, On, Peer);
            crashed.Switch(crashed.Default, Off with { For = TimeSpan.FromHours(1) }, Peer);
        }
        using var left = new RecordingLed { Kept = false };
        using var bank = Bank(powerOn, left);
        Assert.Equal(isLit ? LedState.On : LedState.Off, bank.Default.State);
        Assert.Equal(isLit ? [true] : [], left.Switched);
    }

    [Fact]
    public void That_it_will_end_is_written_before_it_begins()
    {
        using var bank = Bank();
        var written = new List<string>();
        _led.Setting = () => written.Add(SavedState());
        bank.Switch(bank.Default, On with { For = Ms(500) }, Peer);
        bank.Switch(bank.Default, Off, Peer);
        bank.Switch(bank.Default, Blink, Peer);
        Assert.Equal(["Off temp", "Off temp", "Off temp"], written);
        bank.Switch(bank.Default, Off, Peer);
        _led.IsBroken = true;
        Assert.Throws<DeviceException>(() => bank.Switch(bank.Default, Blink, Peer));
        Assert.Equal("Off     ", SavedState());
    }

    [Fact]
    public void Temporary_state_that_an_earlier_version_saved_ends_after_the_upgrade()
    {
        File.WriteAllText(_folder["led"], "Off passing\n");
        using var left = new RecordingLed { Kept = true };
        using (var bank = Bank(led: left))
            Assert.Equal(LedState.Off, bank.Default.State);
        Assert.Equal([false], left.Switched);
        Assert.Equal("Off\n", File.ReadAllText(_folder["led"]));
    }

    [Fact]
    public void What_was_meant_to_last_is_left_alone_after_a_crash()
    {
        using (var crashed = Bank("off"))
        {
            crashed.Switch(crashed.Default, Blink, Peer);
            crashed.Switch(crashed.Default, On, Peer);
        }
        using var left = new RecordingLed { Kept = true };
        using var bank = Bank("off", left);
        Assert.Equal(LedState.On, bank.Default.State);
        Assert.Empty(left.Switched);
    }

    [Fact]
    public void A_stop_that_keeps_the_LED_ends_what_was_for_a_time_only()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, On, Peer);
        bank.Switch(bank.Default, Blink, Peer);
        _time.Advance(Ms(100));
        bank.Stop();
        Assert.Equal([false, true, true, false, true], _led.Switched);
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void A_bank_that_is_gone_leaves_no_timer()
    {
        using (var bank = Bank())
            bank.Switch(bank.Default, Blink, Peer);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([false, true], _led.Switched);
    }

    // As another process reads it.
    private string SavedState() => File.ReadAllText(_folder["led-states"])[..8];

    private static TimeSpan Ms(int count) => TimeSpan.FromMilliseconds(count);

    private LedBank Bank(string powerOn = "off", RecordingLed? led = null) => new(
        [(Leds.Named("led") with { PowerOn = Enum.Parse<PowerOn>(powerOn, ignoreCase: true) }, led ?? _led)],
        new LedMemory(new RuntimeStates(_folder[""], ["led"]), new LastStates(_folder[""]), _log, _time),
        () => { },
        _log,
        _time);

    // Five milliseconds pass between any two looks at the clock. Its timers are real ones.
    private sealed class HaltingTime : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => 5 * Interlocked.Increment(ref _looks);
    }
}
