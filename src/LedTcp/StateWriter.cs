using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>
/// Writes the states of LEDs to the disk in the background: the newest state of each, at most once a second, and only if it differs from
/// what the disk has. Sleeps while there is nothing to write.
/// </summary>
internal sealed class StateWriter : IDisposable
{
    /// <summary>How long after a change the states are written, and so the shortest time between two writes of an LED.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long after a failed write the next one follows.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private readonly Func<string, LedState, string?> _write;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    // Held while the disk works, which can take forever. Only one callback of the timer and the last write enter it.
    private readonly Lock _disk = new();

    // Guards all below.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SavedLed> _leds = [];

    // From the time the timer is set until its write has returned: a disk that hangs must not collect a blocked thread each second.
    private bool _isScheduled;
    private bool _isDisposed;

    /// <param name="write">Writes the state of an LED to the disk, which can hang. Returns why it failed, or null.</param>
    /// <param name="logger">Receives the errors of the disk.</param>
    /// <param name="time">The clock of the intervals.</param>
    public StateWriter(Func<string, LedState, string?> write, ILogger logger, TimeProvider time)
    {
        (_write, _logger) = (write, logger);
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long the end waits for the last write. A disk that stalls longer loses it.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Sets what the disk has for an LED, so that the same state is not written again.</summary>
    public void SetWritten(string led, LedState state)
    {
        lock (_lock)
            (Find(led).Wanted, Find(led).Written) = (state, state);
    }

    /// <summary>Has the state of an LED written. Does not block.</summary>
    public void Write(string led, LedState state)
    {
        lock (_lock)
        {
            var saved = Find(led);
            saved.Wanted = state;
            if (saved.IsChanged)
                Schedule();
        }
    }

    /// <summary>Writes what is left, but gives up after <see cref="StopLimit"/>.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _timer.Dispose();
        }
        // On a thread of its own, which the end of the process does not wait for.
        var last = new Thread(WriteChanged) { IsBackground = true, Name = "last states" };
        last.Start();
        if (!last.Join(StopLimit))
            LedTcpLog.LastStatesLost(_logger, StopLimit.TotalSeconds);
    }

    private void OnTimer()
    {
        WriteChanged();
        lock (_lock)
        {
            _isScheduled = false;
            if (_leds.Values.Any(led => led.IsChanged))
                Schedule();
        }
    }

    private void Schedule()
    {
        if (_isScheduled || _isDisposed)
            return;
        _isScheduled = true;
        _timer.Change(_leds.Values.Any(led => led.HasFailed) ? RetryDelay : Interval, Timeout.InfiniteTimeSpan);
    }

    private void WriteChanged()
    {
        lock (_disk)
        {
            string[] names;
            lock (_lock)
                names = [.. _leds.Where(led => led.Value.IsChanged).Select(led => led.Key)];
            foreach (var name in names)
                Write(name);
        }
    }

    private void Write(string name)
    {
        LedState state;
        lock (_lock)
            state = _leds[name].Wanted;
        var error = _write(name, state);
        lock (_lock)
        {
            // After a failed write the state on the disk is not known.
            _leds[name].Written = error is null ? state : null;
            Log(name, error);
        }
    }

    // Logs the first failure and the end of all failures: a full disk fails for every LED, at every attempt.
    private void Log(string name, string? error)
    {
        var hadFailed = _leds.Values.Any(led => led.HasFailed);
        _leds[name].HasFailed = error is not null;
        if (error is not null && !hadFailed)
            LedTcpLog.LastStateNotWritten(_logger, name, error, RetryDelay.TotalSeconds);
        else if (hadFailed && !_leds.Values.Any(led => led.HasFailed))
            LedTcpLog.LastStatesWritten(_logger);
    }

    private SavedLed Find(string led)
    {
        if (!_leds.TryGetValue(led, out var saved))
            _leds.Add(led, saved = new SavedLed());
        return saved;
    }

    private sealed class SavedLed
    {
        public LedState Wanted { get; set; }

        /// <summary>The state on the disk; null when it is not known.</summary>
        public LedState? Written { get; set; }

        public bool HasFailed { get; set; }

        public bool IsChanged => Wanted != Written;
    }
}
