namespace IpcSocket.Protocol.Net;

/// <summary>How long a line that has begun may still take to end. Waits for nothing: it is told what has come, and asked for the time left.</summary>
internal sealed class LineDeadline(LineServerOptions options, TimeProvider time)
{
    private long _begun;
    private bool _hasBegun;

    /// <summary>A line has ended: what has come behind it is another one.</summary>
    public void End() => _hasBegun = false;

    /// <summary>Takes note of what has come behind the last ending.</summary>
    /// <param name="isUnfinished">A line has begun there.</param>
    public void Note(bool isUnfinished)
    {
        if (isUnfinished && !_hasBegun)
            _begun = time.GetTimestamp();
        _hasBegun = isUnfinished;
    }

    /// <summary>The time that the line has; zero once it is over.</summary>
    /// <param name="isWhole">True when it would do as it is, if nothing more came.</param>
    public TimeSpan TimeLeft(bool isWhole)
    {
        var left = options.UnfinishedLineTimeout - time.GetElapsedTime(_begun);
        if (isWhole && left > options.UnendedLineSilence)
            return options.UnendedLineSilence;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
