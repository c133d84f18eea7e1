using IpcSocket.Protocol.Net;

namespace ButtonTcp;

/// <summary>
/// Decides how long the link waits between the end of one connection attempt and the start of the next. Pure: it reads the clock and waits
/// for nothing itself.
/// </summary>
/// <remarks>
/// Without a press the pause doubles from attempt to attempt, up to <see cref="LongestPause"/>. A press that is not acknowledged shortens it
/// to <see cref="LongestEagerPause"/> for <see cref="EagerTime"/>, even a pause that has begun. A connection that worked makes the next pause
/// the shortest, and those that follow <see cref="LongestPauseAfterLoss"/> at most for a while. It worked when the server acknowledged a
/// press, or replied to WATCH and stayed for <see cref="ProvenAfter"/>, if not in one connection then in several. A server that accepts, or
/// even replies, and then closes at once is asked less and less often.
/// </remarks>
/// <param name="time">The clock.</param>
internal sealed class ReconnectSchedule(TimeProvider time)
{
    /// <summary>The longest pause without a press.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause while a press is new. The connection and the command follow, so it stays below 250 ms.</summary>
    public static readonly TimeSpan LongestEagerPause = TimeSpan.FromMilliseconds(200);

    /// <summary>How long after a press, or after the loss of a connection that worked, a pause stays short for a press.</summary>
    public static readonly TimeSpan EagerTime = TimeSpan.FromSeconds(30);

    /// <summary>How long a server must stay connected to prove that it works.</summary>
    public static readonly TimeSpan ProvenAfter = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause for <see cref="EagerTime"/> after the loss of a connection that worked.</summary>
    public static readonly TimeSpan LongestPauseAfterLoss = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private readonly Backoff _backoff = new(ShortestPause, LongestPause);
    private readonly Backoff _eagerBackoff = new(ShortestPause, LongestEagerPause);
    private TimeSpan _pause;
    private TimeSpan _eagerPause;
    private long? _greetedAt;
    private TimeSpan _stayed;
    private bool _isProven;
    private long? _endedAt;
    private long? _lostAt;

    /// <summary>The server replied to WATCH.</summary>
    public void OnGreeted() => _greetedAt = time.GetTimestamp();

    /// <summary>The server carried out or refused a press.</summary>
    public void OnPressConcluded() => _isProven = true;

    /// <summary>The connection has ended, or the attempt has failed. The pause begins.</summary>
    public void OnEnded()
    {
        var now = time.GetTimestamp();
        if (_greetedAt is { } greeted)
            _stayed += time.GetElapsedTime(greeted, now);
        if (_isProven || _stayed >= ProvenAfter)
        {
            _backoff.Reset();
            (_stayed, _lostAt) = (TimeSpan.Zero, now);
        }
        (_greetedAt, _isProven, _endedAt) = (null, false, now);
        (_pause, _eagerPause) = (_backoff.Next(), _eagerBackoff.Next());
        if (_lostAt is { } lost && IsRecent(lost, now) && _pause > LongestPauseAfterLoss)
            _pause = LongestPauseAfterLoss;
    }

    /// <summary>The server is another one: the next attempt may start at once.</summary>
    public void Reset()
    {
        _backoff.Reset();
        (_greetedAt, _stayed, _isProven, _endedAt, _lostAt) = (null, TimeSpan.Zero, false, null, null);
    }

    /// <summary>How long the next attempt still has to wait; zero when it may start.</summary>
    /// <param name="newestPress">When the newest press that is not acknowledged happened; null when there is none.</param>
    public TimeSpan TimeLeft(long? newestPress)
    {
        if (_endedAt is not { } ended)
            return TimeSpan.Zero;
        var now = time.GetTimestamp();
        var pause = IsEager(newestPress, now) && _eagerPause < _pause ? _eagerPause : _pause;
        var left = pause - time.GetElapsedTime(ended, now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private bool IsEager(long? newestPress, long now) =>
        newestPress is { } press && (IsRecent(press, now) || (_lostAt is { } lost && IsRecent(lost, now)));

    private bool IsRecent(long timestamp, long now) => time.GetElapsedTime(timestamp, now) < EagerTime;
}
