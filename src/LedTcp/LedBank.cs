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
    private long _changes;
    private bool _isDisposed;

    /// <summary>Takes over the LEDs and opens them: from here on what they show is known.</summary>
    /// <param name="leds">At least one, the default first; the devices belong to the bank from here on.</param>
    /// <param name="memory">Saves their states, and belongs to the bank from here on; null to save nothing.</param>
    /// <param name="changed">Called after each change; must not block.</param>
    /// <param name="logger">Where each change is told.</param>
    /// <param name="time">The clock of what holds for a time only.</param>
    /// <exception cref="DeviceException">A LED cannot be opened; then none is open.</exception>
    public LedBank(
        IReadOnlyList<(LedOptions Options, ILed Device)> leds, LedMemory? memory, Action changed, ILogger<LedBank> logger, TimeProvider time)
    {
        _changed = changed;
        _memory = memory ?? new LedMemory(null, null, logger, time);
        _leds = [.. leds.Select((led, i) => Add(led.Options, led.Device, i == 0, logger, time))];
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

    /// <summary>The kinds of the LEDs, for the log.</summary>
    public string Adapters => string.Join(", ", _leds.Select(led => led.Options.Device.Adapter).Distinct());

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
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var state = order.State ?? led.State.Other();
            _memory.Announce(led, state, order);
            Drive(led, state != LedState.Off);
            if (order.UntilClose is not null)
                Last(led, led.Options.SafeState, TimeSpan.Zero);
            else if (order.IsLasting)
                Last(led, state, order.Period);
            led.Holder = order.UntilClose;
            led.Timer.Begin(state == LedState.Blink || order.For is not null ? new LedCourse(state, order.Period, order.For) : null);
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
                led.Timer.Begin(null);
                led.Holder = null;
                if (led.Options.OnStop != OnStop.Keep || isPassing)
                    TryDrive(led, led.Options.OnStop == OnStop.On || (led.Options.OnStop == OnStop.Keep && led.Steady == LedState.On));
                _memory.Write(led);
            }
        }
    }

    /// <summary>Logs the changes that wait for the end of their second.</summary>
    public void LogHeldChanges()
    {
        foreach (var led in _leds)
            led.Log.Flush();
    }

    /// <summary>Closes the devices: after this, nothing switches them. Waits for the last states to be saved, but not long.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            // A timer that fired already waits for the lock, and must find this.
            _isDisposed = true;
            foreach (var led in _leds)
            {
                led.Timer.Dispose();
                led.Device.Dispose();
                led.Log.Dispose();
            }
        }
        _memory.Dispose();
    }

    private BankedLed Add(LedOptions options, ILed device, bool isDefault, ILogger logger, TimeProvider time)
    {
        BankedLed? led = null;
        return led = new BankedLed(
            options, new LedDevice(options.Name, device, logger), new LedChangeLog(options.Name, isDefault, logger, time), isDefault)
        {
            Timer = new CourseTimer(() => OnTimer(led!), time),
        };
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
            if (led.Holder != connection || _isDisposed)
                return;
            // If the device refuses now, the course's next step is another try.
            led.Timer.Begin(LedCourse.Ended);
            TryEnd(led, $"{connection.Peer}, closed");
        }
    }

    private void OnTimer(BankedLed led)
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            if (led.Timer.Course is not { } course)
            {
                if (led.Device.IsFaulty)
                    TryDrive(led, led.State == LedState.On);
                return;
            }
            var elapsed = led.Timer.Elapsed;
            if (course.IsOver(elapsed))
                TryEnd(led, Clock);
            else if (TryDrive(led, course.IsLit(elapsed)))
                led.Timer.ArmNext();
        }
    }

    // What holds for a time only is over.
    private void TryEnd(BankedLed led, string origin)
    {
        var (state, period) = led.Lasting;
        if (!TryDrive(led, state != LedState.Off))
            return;
        led.Holder = null;
        led.Timer.Begin(state == LedState.Blink ? new LedCourse(state, period, null) : null);
        Show(led, state, origin);
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
            led.Timer.Arm(RetryDelay);
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
            led.Log.Add(state, origin);
            _changed();
        }
        _memory.Write(led);
    }
}
