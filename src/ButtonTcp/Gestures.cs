using IpcSocket.Platform;

namespace ButtonTcp;

/// <summary>
/// Makes gestures of a button's edges. A press is one at its edge: it waits for nothing that may follow, so gestures make no press slower.
/// Pure: time comes in as <see cref="TimeProvider"/> timestamps, and no edge is taken for a bounce, for the button has settled that.
/// </summary>
/// <remarks>
/// An edge is dealt with by <see cref="Settle"/> for the time at which it happened and then <see cref="Add"/>, so that what counts is when
/// edges happened and not when they were read.
/// </remarks>
/// <param name="options">Which gestures there are: those that have a line to send.</param>
/// <param name="time">Whose timestamps the edges carry.</param>
internal sealed class Gestures(GestureOptions options, TimeProvider time)
{
    // The press that is still down, as far as is known, and may become a hold.
    private long? _down;

    // The press that the next one may make a double press.
    private long? _first;

    /// <summary>Takes an edge and says what it is; null for one that lets go.</summary>
    public Gesture? Add(ButtonEdge edge)
    {
        _down = null;
        if (!edge.Pressed)
            return null;
        if (IsSecond(edge.Timestamp))
        {
            // Neither the first half of another double press, nor a hold: what was done has had its line.
            _first = null;
            return Gesture.DoublePress;
        }
        _down = _first = edge.Timestamp;
        return Gesture.Press;
    }

    /// <summary>Says whether the button has been held for long enough by now. True once for each press.</summary>
    public Gesture? Settle(long now)
    {
        if (Wait(now) is not { } left || left > TimeSpan.Zero)
            return null;
        _down = _first = null;
        return Gesture.Hold;
    }

    /// <summary>
    /// How long after <paramref name="now"/> <see cref="Settle"/> is to be called, unless an edge comes before; null when it need not be.
    /// </summary>
    public TimeSpan? Wait(long now)
    {
        if (options.Hold is null || _down is not { } down)
            return null;
        var left = options.HoldTime - time.GetElapsedTime(down, now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private bool IsSecond(long timestamp) =>
        options.DoublePress is not null && _first is { } first && time.GetElapsedTime(first, timestamp) <= options.DoublePressTime;
}
