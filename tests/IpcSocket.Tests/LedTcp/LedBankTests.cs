using System.Net;
using IpcSocket.Platform;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class LedBankTests : IDisposable
{
    private static readonly IPEndPoint Peer = new(IPAddress.Loopback, 40000);

    private readonly RecordingLed _led = new();
    private readonly CollectingLogger<LedBank> _log = new();
    private readonly ManualTimeProvider _time = new();
    private int _changes;

    public void Dispose() => _led.Dispose();

    [Fact]
    public void The_LED_is_switched_off_when_the_bank_takes_it_over()
    {
        using var bank = Bank();
        Assert.Equal([false], _led.Switched);
        Assert.Equal(LedState.Off, bank.Default.State);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void A_change_is_one_line_in_the_ancestor_s_words()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, new LedOrder(LedState.On), Peer);
        bank.Switch(bank.Default, new LedOrder(LedState.Off), Peer);
        Assert.Equal(["LED Status: On", "LED Status: Off"], _log.Entries.Select(e => e.Message));
        Assert.Equal(2, _changes);
    }

    [Fact]
    public void Switching_to_the_state_it_has_is_no_change()
    {
        using var bank = Bank();
        Assert.Equal(LedState.On, bank.Switch(bank.Default, new LedOrder(LedState.On), Peer));
        Assert.Equal(LedState.On, bank.Switch(bank.Default, new LedOrder(LedState.On), Peer));
        Assert.Single(_log.Entries);
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void A_toggle_gives_the_other_state()
    {
        using var bank = Bank();
        Assert.Equal(LedState.On, bank.Switch(bank.Default, new LedOrder(null), Peer));
        Assert.Equal(LedState.Off, bank.Switch(bank.Default, new LedOrder(null), Peer));
        Assert.Equal([false, true, false], _led.Switched);
    }

    [Fact]
    public void A_device_that_refuses_leaves_the_state_as_it_was()
    {
        using var bank = Bank();
        bank.Switch(bank.Default, new LedOrder(LedState.On), Peer);
        _led.IsBroken = true;
        Assert.Throws<DeviceException>(() => bank.Switch(bank.Default, new LedOrder(LedState.Off), Peer));
        Assert.Equal(LedState.On, bank.Default.State);
        Assert.Equal(
            ["LED Status: On", "LED led could not be switched: the LED is unplugged; it is tried again"], _log.Entries.Select(e => e.Message));
    }

    [Fact]
    public async Task Toggles_of_many_at_once_each_count()
    {
        using var bank = Bank();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
                bank.Switch(bank.Default, new LedOrder(null), Peer);
        })));
        Assert.Equal(LedState.Off, bank.Default.State);
        Assert.Equal(Enumerable.Range(0, 4001).Select(i => i % 2 == 1), _led.Switched);
    }

    [Fact]
    public void Each_LED_has_a_state_of_its_own_and_a_line_that_names_it()
    {
        using var desk = new RecordingLed();
        using var bank = new LedBank([(Leds.Named("kitchen"), _led), (Leds.Named("desk"), desk)], null, () => _changes++, _log, _time);
        bank.Switch(bank.Find("DESK"u8)!, new LedOrder(LedState.On), Peer);
        Assert.Equal(LedState.Off, bank.Default.State);
        Assert.Equal([false], _led.Switched);
        Assert.Equal([false, true], desk.Switched);
        Assert.Equal(["LED desk Status: On"], _log.Entries.Select(e => e.Message));
        Assert.Same(bank.Default, bank.Find("kitchen"u8));
        Assert.Same(bank.Default, bank.Find(""u8));
        Assert.Null(bank.Find("led"u8));
    }

    [Fact]
    public void Adapters_are_listed_once_each_in_the_order_of_the_LEDs()
    {
        string[] adapters = ["gpio", "sysfs", "gpio"];
        using var bank = new LedBank(
            [.. adapters.Select((adapter, i) => (Leds.Named($"led{i}") with { Device = new LedSettings { Adapter = adapter } }, (ILed)new RecordingLed()))],
            null, () => { }, _log, _time);
        Assert.Equal("gpio, sysfs", bank.Adapters);
    }

    [Theory]
    [InlineData("off", null, false)]
    [InlineData("on", null, true)]
    [InlineData("keep", null, false)]
    [InlineData("last", null, false)]
    [InlineData("last", "On", true)]
    [InlineData("last", "Off", false)]
    [InlineData("last", "", false)]
    public void A_LED_begins_with_what_PowerOn_says(string powerOn, string? last, bool shown)
    {
        using var folder = new TemporaryDirectory();
        if (last is not null)
            File.WriteAllText(folder["led"], last);
        using var bank = Bank(powerOn: Enum.Parse<PowerOn>(powerOn, ignoreCase: true), states: new LastStates(folder[""]));
        Assert.Equal([shown], _led.Switched);
        Assert.Equal(shown ? LedState.On : LedState.Off, bank.Default.State);
    }

    [Fact]
    public void A_LED_that_was_left_open_goes_on_as_it_was()
    {
        using var led = new RecordingLed { Kept = true };
        using var bank = new LedBank([(Leds.Named("led"), led)], null, () => { }, _log, _time);
        Assert.Equal(LedState.On, bank.Default.State);
        Assert.Empty(led.Switched);
    }

    [Fact]
    public void Last_state_survives_the_end_of_the_bank()
    {
        using var folder = new TemporaryDirectory();
        var states = new LastStates(folder[""]);
        using (var bank = Bank(powerOn: PowerOn.Last, states: states))
            bank.Switch(bank.Default, new LedOrder(LedState.On), Peer);
        Assert.Equal("On\n", File.ReadAllText(folder["led"]));
        using var led = new RecordingLed();
        using var next = Bank(powerOn: PowerOn.Last, states: states, led: led);
        Assert.Equal([true], led.Switched);
    }

    [Fact]
    public void Disposed_bank_opens_no_device_again_for_a_retry_that_was_on_its_way()
    {
        var time = new LateTimers();
        var bank = new LedBank([(Leds.Named("led"), _led)], null, () => { }, _log, time);
        _led.IsBroken = true;
        Assert.Throws<DeviceException>(() => bank.Switch(bank.Default, new LedOrder(LedState.On), Peer));
        _led.IsBroken = false;
        var switched = _led.Switched;
        bank.Dispose();
        time.FireAll();
        Assert.Equal(switched, _led.Switched);
        Assert.True(_led.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => bank.Switch(bank.Default, new LedOrder(LedState.On), Peer));
    }

    [Fact]
    public void A_state_that_cannot_be_written_down_is_a_warning_and_no_failure()
    {
        using var bank = Bank(powerOn: PowerOn.Last, states: new LastStates("/nowhere/at/all"));
        Assert.Equal(LedState.On, bank.Switch(bank.Default, new LedOrder(LedState.On), Peer));
        _time.Advance(StateWriter.Interval);
        Assert.Contains(_log.Entries, e => e.EventId == 207);
    }

    [Fact]
    public void Without_a_folder_to_remember_in_it_says_what_is_missing()
    {
        using var bank = Bank(powerOn: PowerOn.Last);
        Assert.Contains("StateDirectory= of the unit", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep", new[] { false, true })]
    [InlineData("off", new[] { false, true, false })]
    [InlineData("on", new[] { false, true, true })]
    public void A_stop_leaves_what_OnStop_says(string onStop, bool[] switched)
    {
        using var bank = Bank(onStop: Enum.Parse<OnStop>(onStop, ignoreCase: true));
        bank.Switch(bank.Default, new LedOrder(LedState.On), Peer);
        bank.Stop();
        Assert.Equal(switched, _led.Switched);
    }

    [Fact]
    public void A_stop_goes_on_with_the_next_LED_when_one_refuses()
    {
        using var desk = new RecordingLed();
        using var bank = new LedBank(
            [(Leds.Named("led") with { OnStop = OnStop.Off }, _led), (Leds.Named("desk") with { OnStop = OnStop.On }, desk)], null, () => { }, _log, _time);
        _led.IsBroken = true;
        bank.Stop();
        Assert.Equal([false, true], desk.Switched);
    }

    private LedBank Bank(
        PowerOn powerOn = PowerOn.Off, OnStop onStop = OnStop.Keep, LastStates? states = null, RecordingLed? led = null) => new(
            [(Leds.Named("led") with { PowerOn = powerOn, OnStop = onStop }, led ?? _led)],
            new LedMemory(null, states, _log, _time),
            () => _changes++,
            _log,
            _time);

    // Timers that fire only when the test says so, even after they were disposed: as when a thread was on its way to the callback.
    private sealed class LateTimers : TimeProvider
    {
        private readonly List<Action> _set = [];

        public void FireAll() => _set.ForEach(fire => fire());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new LateTimer(() => _set.Add(() => callback(state)));

        private sealed class LateTimer(Action onSet) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (dueTime != Timeout.InfiniteTimeSpan)
                    onSet();
                return true;
            }

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
