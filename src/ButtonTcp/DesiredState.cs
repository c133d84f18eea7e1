using IpcSocket.Protocol.Wire;

namespace ButtonTcp;

/// <summary>
/// What the presses that led-tcp has not yet acknowledged ask for. A press is an intent, 'the other state'; it becomes an absolute state when
/// it is sent, so that sending it again after a lost reply does no harm. Pure: it takes times and states and waits for nothing.
/// </summary>
/// <remarks>
/// While led-tcp can be reached every press counts. Presses during an outage fold into the newest: who presses three times at a LED that does
/// not react wants it switched, not switched three times.
/// </remarks>
internal sealed class DesiredState(TimeProvider time)
{
    // A count, so that no number of presses costs memory.
    private int _presses;
    private long _newestPress;
    private LedState? _target;

    /// <summary>True when there is a press to be acknowledged.</summary>
    public bool IsPending => _target is not null || _presses > 0;

    /// <summary>Takes a press.</summary>
    /// <param name="timestamp">When it happened, as <see cref="TimeProvider.GetTimestamp"/> tells time.</param>
    /// <param name="isConnected">Whether led-tcp can be reached.</param>
    public void Press(long timestamp, bool isConnected)
    {
        _newestPress = timestamp;
        if (_presses < int.MaxValue)
            _presses++;
        if (!isConnected)
            Fold();
    }

    /// <summary>The connection is lost: what is not acknowledged is held, folded into the newest press.</summary>
    public void Disconnect() => Fold();

    /// <summary>The state to ask for now: that of the press in hand if it was sent before, otherwise the next press's.</summary>
    /// <param name="actual">What the LED shows.</param>
    /// <exception cref="InvalidOperationException">No press is pending.</exception>
    public LedState Target(LedState actual)
    {
        if (_target is { } sent)
            return sent;
        if (_presses == 0)
            throw new InvalidOperationException("no press is pending");
        _presses--;
        _target = actual.Other();
        return _target.Value;
    }

    /// <summary>The press in hand is done with: acknowledged, or refused for good.</summary>
    public void Acknowledge() => _target = null;

    /// <summary>Drops what is pending when its newest press is older than the limit, lest it be replayed when nobody expects it any more.</summary>
    /// <param name="maxAge">The limit.</param>
    /// <returns>The age of what was dropped, or null.</returns>
    public TimeSpan? DropTooOld(TimeSpan maxAge)
    {
        if (!IsPending || time.GetElapsedTime(_newestPress) is var age && age <= maxAge)
            return null;
        _target = null;
        _presses = 0;
        return age;
    }

    // A press that was sent but not acknowledged stays absolute, unless a newer one has taken its place.
    private void Fold()
    {
        if (_presses == 0)
            return;
        _presses = 1;
        _target = null;
    }
}
