namespace IpcSocket.Protocol.Net;

/// <summary>What a line server has counted since it was made. Readable at any time from any thread.</summary>
public sealed class LineServerCounters
{
    private long _connections;
    private long _accepted;
    private long _refused;
    private long _lines;
    private long _errors;

    /// <summary>Connections there are now.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Connections there ever were, without those refused.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Connections refused because there were too many.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Lines received that were not empty.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Replies <c>ERR</c>.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    internal void Opened()
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _connections);
    }

    internal void Closed() => Interlocked.Decrement(ref _connections);

    internal void RefusedOne() => Interlocked.Increment(ref _refused);

    internal void CountLine() => Interlocked.Increment(ref _lines);

    internal void CountError() => Interlocked.Increment(ref _errors);
}
