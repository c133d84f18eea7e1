namespace IpcSocket.Tests.Support;

/// <summary>
/// A clock that stands still until it is told to advance. Both its wall clock and its timestamps move together, a timestamp's tick is
/// 100 ns. May be used from several threads.
/// </summary>
/// <remarks>
/// A timer fires on the thread that calls <see cref="Advance"/>, in the order of due times (in the order of being set when two are due
/// together), with the clock at its due time. A timer that is due at once fires while it is set. So that a test advances only when the
/// code under test waits already, <see cref="TimerSetAsync()"/> tells when a timer is set.
/// </remarks>
internal sealed class ManualTimeProvider : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _advancing = new();

    // _state guards all below; no callback is called with it held.
    private readonly Lock _state = new();
    private readonly List<ManualTimer> _set = [];
    private readonly List<(Func<TimeSpan, bool> Fits, TaskCompletionSource Told)> _awaited = [];
    private TimeSpan _elapsed;
    private long _order;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How long the clock has been advanced in all.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_state)
                return _elapsed;
        }
    }

    /// <summary>The number of timers that are set and have not fired.</summary>
    public int SetTimers
    {
        get
        {
            lock (_state)
                return _set.Count;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed.Ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Epoch + Elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires, before it returns, every timer that becomes due. An exception of a callback ends it.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_advancing)
        {
            TimeSpan target = Elapsed + by;
            while (NextDue(target) is { } timer)
                timer.Callback(timer.State);
            lock (_state)
                _elapsed = target > _elapsed ? target : _elapsed;
        }
    }

    /// <summary>Waits until a timer is set that is due in exactly <paramref name="due"/>; one that is set already counts.</summary>
    public Task TimerSetAsync(TimeSpan due) => TimerSetAsync(left => left == due);

    /// <summary>Waits until a timer is set, however long it has to run; one that is set already counts.</summary>
    public Task TimerSetAsync() => TimerSetAsync(_ => true);

    /// <summary>Waits until a timer is set whose time left fits; one that is set already counts.</summary>
    public Task TimerSetAsync(Func<TimeSpan, bool> fits)
    {
        lock (_state)
        {
            if (_set.Exists(timer => fits(timer.Due - _elapsed)))
                return Task.CompletedTask;
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((fits, told));
            return told.Task;
        }
    }

    /// <summary>Takes the timer that is due next, and moves the clock to it.</summary>
    private ManualTimer? NextDue(TimeSpan target)
    {
        lock (_state)
        {
            ManualTimer? next = _set.MinBy(timer => (timer.Due, timer.Order));
            if (next is null || next.Due > target)
                return null;
            _elapsed = next.Due > _elapsed ? next.Due : _elapsed;
            Rearm(next, next.Period);
            return next;
        }
    }

    private bool Change(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_state)
        {
            if (timer.Disposed)
                return false;
            timer.Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
            Rearm(timer, dueTime != TimeSpan.Zero ? dueTime : timer.Period);
        }
        if (dueTime == TimeSpan.Zero)
            timer.Callback(timer.State);
        return true;
    }

    private void Rearm(ManualTimer timer, TimeSpan dueTime)
    {
        _set.Remove(timer);
        if (dueTime == Timeout.InfiniteTimeSpan)
            return;
        timer.Due = _elapsed + dueTime;
        timer.Order = _order++;
        _set.Add(timer);
        foreach (var (_, told) in _awaited.FindAll(awaited => awaited.Fits(dueTime)))
            told.SetResult();
        _awaited.RemoveAll(awaited => awaited.Told.Task.IsCompleted);
    }

    private void Dispose(ManualTimer timer)
    {
        lock (_state)
        {
            timer.Disposed = true;
            _set.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        public TimerCallback Callback => callback;

        public object? State => state;

        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; set; } = Timeout.InfiniteTimeSpan;

        public long Order { get; set; }

        public bool Disposed { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => owner.Change(this, dueTime, period);

        public void Dispose() => owner.Dispose(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
