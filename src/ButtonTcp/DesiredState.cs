using IpcSocket.Protocol.Wire;

namespace ButtonTcp;

/// <summary>
/// What the presses that led-tcp has not yet acknowledged ask for, in order. A press is an intent, often 'the other state'; it becomes an
/// absolute one when it is sent, so that sending it again after a lost reply does no harm. Pure: it takes times and states and waits for
/// nothing.
/// </summary>
/// <remarks>
/// While led-tcp can be reached every press counts. Presses during an outage fold into the newest of each button: who presses three times at
/// a LED that does not react wants it switched, not switched three times.
/// </remarks>
internal sealed class DesiredState(TimeProvider time)
{
    /// <summary>As many wait to be sent at most: beyond that they fold, as in an outage.</summary>
    public const int MostWaiting = 65_536;

    private Queue<Press> _waiting = new();
    private Press? _inHand;
    private LedState? _target;
    private long _folded;

    /// <summary>True when there is a press to be acknowledged.</summary>
    public bool IsPending => _inHand is not null || _waiting.Count > 0;

    /// <summary>The presses to be acknowledged, the oldest first.</summary>
    public IEnumerable<Press> Pending => _inHand is null ? _waiting : _waiting.Prepend(_inHand);

    /// <summary>When the newest press to be acknowledged happened; null when there is none.</summary>
    public long? NewestTimestamp => Pending.Max(press => (long?)press.Timestamp);

    /// <summary>Takes a press.</summary>
    /// <param name="press">What happened.</param>
    /// <param name="isConnected">Whether led-tcp can be reached.</param>
    public void Add(Press press, bool isConnected)
    {
        _waiting.Enqueue(press);
        if (!isConnected)
            Disconnect();
        else if (_waiting.Count > MostWaiting)
            Fold();
    }

    /// <summary>The connection is lost: what is not acknowledged is held, folded into the newest press of each button.</summary>
    public void Disconnect()
    {
        Fold();
        // A press that was sent but not acknowledged stays absolute, unless a newer one of its button has taken its place.
        if (_waiting.Any(press => press.Button == _inHand?.Button))
        {
            _folded++;
            Acknowledge();
        }
    }

    /// <summary>Returns how many presses a newer one has replaced since the latest call.</summary>
    public long TakeFolded()
    {
        var folded = _folded;
        _folded = 0;
        return folded;
    }

    /// <summary>The press to deal with now, the same one until it is acknowledged.</summary>
    /// <returns>The press, and the state that it asks for if that was decided before.</returns>
    /// <exception cref="InvalidOperationException">No press is pending.</exception>
    public (Press Press, LedState? Target) Take()
    {
        _inHand ??= _waiting.TryDequeue(out var next) ? next : throw new InvalidOperationException("no press is pending");
        return (_inHand, _target);
    }

    /// <summary>The state that the press in hand asks for. Decided once: what the LED shows later makes no difference.</summary>
    /// <param name="actual">What the LED shows.</param>
    public LedState Target(LedState actual) => _target ??= Take().Press.Line.Target(actual);

    /// <summary>The press in hand is done with: acknowledged, or refused for good.</summary>
    public void Acknowledge()
    {
        _inHand = null;
        _target = null;
    }

    /// <summary>Drops the presses that are older than the limit, lest they be replayed when nobody expects it any more.</summary>
    /// <param name="maxAge">The limit.</param>
    /// <returns>What was dropped, with its age.</returns>
    public IReadOnlyList<(Press Press, TimeSpan Age)> DropTooOld(TimeSpan maxAge)
    {
        var now = time.GetTimestamp();
        var old = Pending.Where(IsTooOld).Select(press => (press, time.GetElapsedTime(press.Timestamp, now))).ToList();
        if (_inHand is { } inHand && IsTooOld(inHand))
            Acknowledge();
        if (_waiting.Any(IsTooOld))
            _waiting = new(_waiting.Where(press => !IsTooOld(press)));
        return old;

        bool IsTooOld(Press press) => time.GetElapsedTime(press.Timestamp, now) > maxAge;
    }

    private void Fold()
    {
        var count = _waiting.Count;
        _waiting = new(_waiting.Reverse().DistinctBy(press => press.Button).Reverse());
        _folded += count - _waiting.Count;
    }
}
