namespace LedCli.Bench;

/// <summary>What all connections of a run have measured together.</summary>
internal sealed class BenchScore
{
    private volatile bool _isCounting;
    private volatile bool _isOver;
    private long _others;

    /// <summary>True when no further request is to be sent.</summary>
    public bool IsOver => _isOver;

    /// <summary>The latencies of all replies that count.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>How many replies did not begin with <c>OK</c> though the first did, those of the warm-up too.</summary>
    public long Others => Interlocked.Read(ref _others);

    /// <summary>Counts from now on.</summary>
    public void Begin() => _isCounting = true;

    /// <summary>Counts no more.</summary>
    public void End() => (_isCounting, _isOver) = (false, true);

    /// <summary>Adds replies that took the same time.</summary>
    public void Add(long ticks, int replies)
    {
        if (_isCounting)
            Latencies.Add(ticks, replies);
    }

    /// <summary>Adds replies that were not as they should be.</summary>
    public void AddOthers(int count) => Interlocked.Add(ref _others, count);
}
