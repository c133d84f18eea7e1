using IpcSocket.Platform;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>
/// The LEDs and what they show; the only one that writes to an <see cref="ILed"/>. Commands of all connections come together here and are
/// carried out one after another, so that a toggle is decided on what the LED really shows; and what holds for a time only is ended here.
/// </summary>
internal sealed class LedBank : IDisposable
{
    private const string Clock = "timer";

    // How soon a device that failed is tried again.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly BankedLed[] _leds;
    private readonly LedMemory _memory;
    private readonly Action _changed;
    private readonly ILogger<LedBank> _logger;
    private readonly TimeProvider _time;
    private long _changes;

    /// <summary>Takes over the LEDs and opens them: from here on what they show is known.</summary>
    /// <param name="leds">At least one, the default first; the devices belong to the bank from here on.</param>
    /// <param name="lastStates">Where what they show is written down; null where it cannot be.</param>
    /// <param name="changed">Called after each change; must not block.</param>
    /// <param name="logger">Where each change is told.</param>
    /// <param name="time">The clock of what holds for a time only.</param>
    /// <exception cref="DeviceException">A LED cannot be opened; then none is open.</exception>
    public LedBank(
        IReadOnlyList<(LedOptions Options, ILed Device)> leds, LastStates? lastStates, Action changed, ILogger<LedBank> logger, TimeProvider time)
    {
        (_changed, _logger, _time) = (changed, logger, time);
        _memory = new LedMemory(lastStates, logger);
        _leds = [.. leds.Select((led, i) => new BankedLed(led.Options, new LedDevice(led.Options.Name, led.Device, logger), isDefault: i == 0))];
        try
        {
            foreach (var led in _leds)
                Open(led);
        }
        catch (DeviceException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The LED that commands without a name mean.</summary>
    public BankedLed Default => _leds[0];

    /// <summary>The LED of that name, in any case; the empty name is the default LED's. Null when there is none.</summary>
    public BankedLed? Find(ReadOnlySpan<byte> name)
    {
        foreach (var led in _leds)
        {
            if (led.IsCalled(name))
                return led;
        }
        return null;
    }

    /// <summary>Carries out a command; to switch to the state it has already is harmless. When this returns, the LED has been switched.</summary>
    /// <param name="led">One of this bank.</param>
    /// <param name="order">What it shall show, and how long.</param>
    /// <param name="origin">Who asked, for the log.</param>
    /// <returns>What it shows now.</returns>
    /// <exception cref="DeviceException">The device refused; what it shows and does is what it was.</exception>
    public LedState Switch(BankedLed led, LedOrder order, object origin)
    {
        lock (_lock)
        {
            var state = order.State ?? led.State.Other();
            _memory.Announce(led, state, order);
            Drive(led, state != LedState.Off);
            if (order.UntilClose is not null)
                Last(led, led.Options.SafeState, TimeSpan.Zero);
            else if (order.IsLasting)
                Last(led, state, order.Period);
            led.Holder = order.UntilClose;
            Begin(led, state == LedState.Blink || order.For is not null ? new LedCourse(state, order.Period, order.For) : null);
            Show(led, state, origin);
            return state;
        }
    }

    /// <summary>The connection has ended: what was on until then goes to its safe state.</summary>
    public void Release(Connection connection)
    {
        foreach (var led in _leds)
        {
            if (led.Holder == connection)
                Release(led, connection);
        }
    }

    /// <summary>Writes every LED and its state, in configured order: <c> led=On kitchen=Off</c>.</summary>
    /// <returns>Up to where the changes are in it.</returns>
    public long WriteStates(ReplyWriter writer)
    {
        lock (_lock)
        {
            foreach (var led in _leds)
                writer.Append(" "u8).Append(led.NameText).Append("="u8).Append(led.State);
            return _changes;
        }
    }

    /// <summary>Writes an event for each LED that has changed since then: what it shows now, and not what it showed in between.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="since">What the last call returned, or that of <see cref="WriteStates"/>.</param>
    /// <returns>Up to where the changes are written.</returns>
    public long WriteChanges(ReplyWriter writer, long since)
    {
        lock (_lock)
        {
            foreach (var led in _leds)
            {
                if (led.ChangedAt > since)
                    writer.BeginEvent().AppendLed(led, led.State).End();
            }
            return _changes;
        }
    }

    /// <summary>
    /// Ends what holds for a time only, and switches each LED to what its <see cref="OnStop"/> says. To be called when the daemon stops for good.
    /// </summary>
    public void Stop()
    {
        lock (_lock)
        {
            foreach (var led in _leds)
            {
                var isPassing = led.IsPassing;
                Begin(led, null);
                led.Holder = null;
                if (led.Options.OnStop != OnStop.Keep || isPassing)
                    TryDrive(led, led.Options.OnStop == OnStop.On || (led.Options.OnStop == OnStop.Keep && led.Steady == LedState.On));
                _memory.Write(led);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var led in _leds)
            {
                led.Course = null;
                led.Timer?.Dispose();
                led.Device.Dispose();
            }
        }
    }

    private void Open(BankedLed led)
    {
        var (last, wasPassing) = _memory.Read(led);
        bool? first = led.Options.PowerOn switch
        {
            PowerOn.On => true,
            PowerOn.Last => last == LedState.On,
            PowerOn.Keep => null,
            _ => false,
        };
        var isLit = led.Device.Open(first);
        // The process before this one left it on for a time, or blinking, and nobody else ends that now.
        if (wasPassing && isLit != (first ?? last == LedState.On))
        {
            isLit = !isLit;
            led.Device.Set(isLit);
        }
        led.State = isLit ? LedState.On : LedState.Off;
        Last(led, led.State, TimeSpan.Zero);
        _memory.Write(led);
    }

    private static void Last(BankedLed led, LedState state, TimeSpan period)
    {
        led.Lasting = (state, period);
        if (state != LedState.Blink)
            led.Steady = state;
    }

    private void Release(BankedLed led, Connection connection)
    {
        lock (_lock)
        {
            if (led.Holder != connection)
                return;
            // If the device refuses now, the course's next step is another try.
            Begin(led, LedCourse.Ended);
            TryEnd(led, $"{connection.Peer}, closed");
        }
    }

    private void OnTimer(BankedLed led)
    {
        lock (_lock)
        {
            if (led.Course is not { } course)
            {
                if (led.Device.IsFaulty)
                    TryDrive(led, led.State == LedState.On);
                return;
            }
            var elapsed = _time.GetElapsedTime(led.CourseStart);
            if (course.IsOver(elapsed))
                TryEnd(led, Clock);
            else if (TryDrive(led, course.IsLit(elapsed)))
                Arm(led);
        }
    }

    // What holds for a time only is over.
    private void TryEnd(BankedLed led, string origin)
    {
        var (state, period) = led.Lasting;
        if (!TryDrive(led, state != LedState.Off))
            return;
        led.Holder = null;
        Begin(led, state == LedState.Blink ? new LedCourse(state, period, null) : null);
        Show(led, state, origin);
    }

    private void Begin(BankedLed led, LedCourse? course)
    {
        if (led.Course is null && course is null)
            return;
        led.Course = course;
        led.CourseStart = _time.GetTimestamp();
        Arm(led);
    }

    private void Arm(BankedLed led)
    {
        if (led.Course?.Next(_time.GetElapsedTime(led.CourseStart)) is { } next)
            Arm(led, next);
        else
            led.Timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Arm(BankedLed led, TimeSpan delay)
    {
        led.Timer ??= _time.CreateTimer(state => OnTimer((BankedLed)state!), led, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // Timers count in milliseconds, and one that comes a little early would come twice.
        led.Timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private bool TryDrive(BankedLed led, bool lit)
    {
        try
        {
            Drive(led, lit);
            return true;
        }
        catch (DeviceException)
        {
            return false;
        }
    }

    private void Drive(BankedLed led, bool lit)
    {
        try
        {
            led.Device.Set(lit);
        }
        catch (DeviceException)
        {
            Arm(led, RetryDelay);
            _memory.Write(led);
            throw;
        }
    }

    // Inside the lock, so that the log tells the changes in the order in which they happened.
    private void Show(BankedLed led, LedState state, object origin)
    {
        if (led.State != state)
        {
            led.State = state;
            led.ChangedAt = ++_changes;
            if (_logger.IsEnabled(LogLevel.Information))
            {
                if (led.IsDefault)
                    LedTcpLog.LedStatus(_logger, state.Word(), led.Name, origin.ToString()!);
                else
                    LedTcpLog.NamedLedStatus(_logger, state.Word(), led.Name, origin.ToString()!);
            }
            _changed();
        }
        _memory.Write(led);
    }
}
