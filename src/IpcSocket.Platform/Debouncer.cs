namespace IpcSocket.Platform;

/// <summary>
/// Makes one edge of the many that a contact gives while it closes or opens: an edge counts when no other has followed it for the debounce
/// period, and when it leads to another state than the one before. So the bounce of a release is never a press. Pure: time comes in as
/// <see cref="TimeProvider"/> timestamps. This is also what the kernel does where it debounces (<c>drivers/gpio/gpiolib-cdev.c</c>).
/// </summary>
/// <param name="period">How long the contact must be quiet; zero lets every edge pass at once.</param>
/// <param name="time">Whose timestamps the edges carry.</param>
internal sealed class Debouncer(TimeSpan period, TimeProvider time)
{
    private ButtonEdge? _last;
    private bool _isPressed;

    /// <summary>Takes an edge as it came.</summary>
    /// <returns>The edge that has come to count with this one's arrival: the one before it, or this one when the period is zero.</returns>
    public ButtonEdge? Add(ButtonEdge edge)
    {
        if (period == TimeSpan.Zero)
            return edge;
        var settled = Settle(edge.Timestamp);
        _last = edge;
        return settled;
    }

    /// <summary>The edge that counts by now, if it has not been given before; null when there is none.</summary>
    public ButtonEdge? Settle(long now)
    {
        if (_last is not { } edge || time.GetElapsedTime(edge.Timestamp, now) < period)
            return null;
        _last = null;
        if (edge.Pressed == _isPressed)
            return null;
        _isPressed = edge.Pressed;
        return edge;
    }

    /// <summary>
    /// How long after <paramref name="now"/> <see cref="Settle"/> is to be called, unless an edge comes before; null when it need not be.
    /// </summary>
    public TimeSpan? Wait(long now)
    {
        if (_last is not { } edge)
            return null;
        var left = period - time.GetElapsedTime(edge.Timestamp, now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
