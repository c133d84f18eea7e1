namespace IpcSocket.Platform.Pc;

/// <summary>Counts ignored lines and says when to tell of them, so that no writer can fill the log.</summary>
/// <param name="time">The clock that <see cref="Interval"/> is measured with.</param>
internal sealed class GarbageTally(TimeProvider time)
{
    /// <summary>The least time between two tellings.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long? _toldAt;
    private long _since;

    /// <summary>Counts one line.</summary>
    /// <param name="ignored">The lines counted since the last telling, this one included.</param>
    /// <returns>True when it is time to tell; the count then begins anew.</returns>
    public bool Add(out long ignored)
    {
        ignored = ++_since;
        long now = time.GetTimestamp();
        if (_toldAt is { } before && time.GetElapsedTime(before, now) < Interval)
            return false;
        _toldAt = now;
        _since = 0;
        return true;
    }
}
