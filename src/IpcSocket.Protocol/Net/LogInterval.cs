namespace IpcSocket.Protocol.Net;

/// <summary>Keeps a message that a peer can cause from filling the log: it is due at most once in an interval.</summary>
internal sealed class LogInterval(TimeSpan interval, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _last;

    /// <summary>True when the message may be logged now; then not again until the interval has passed.</summary>
    public bool IsDue()
    {
        lock (_lock)
        {
            if (_last is { } last && time.GetElapsedTime(last) < interval)
                return false;
            _last = time.GetTimestamp();
            return true;
        }
    }
}
