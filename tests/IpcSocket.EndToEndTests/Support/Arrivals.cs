namespace IpcSocket.EndToEndTests.Support;

/// <summary>Keeps what comes from elsewhere, in order, and lets a test wait for it. May be used from several threads.</summary>
/// <param name="name">What it holds, for the message of a wait in vain: <c>lines on standard output</c>.</param>
internal sealed class Arrivals<T>(string name)
{
    private readonly Lock _lock = new();
    private readonly List<T> _all = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _ended;

    /// <summary>What came so far.</summary>
    public IReadOnlyList<T> All
    {
        get
        {
            lock (_lock)
                return [.. _all];
        }
    }

    /// <summary>Adds one.</summary>
    public void Add(T item) => Change(() => _all.Add(item));

    /// <summary>Says that nothing more comes: who still waits is told at once.</summary>
    public void End() => Change(() => _ended = true);

    /// <summary>How many there are so far that match.</summary>
    public int Count(Func<T, bool> match) => All.Count(match);

    /// <summary>Waits until so many that match have come, earlier ones included, and returns the last of these.</summary>
    /// <param name="match">What is waited for.</param>
    /// <param name="count">How many of it.</param>
    /// <param name="within">How long it may take; the limit of a test if it is not said.</param>
    public async Task<T> WaitForAsync(Func<T, bool> match, int count = 1, TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? Limits.Test);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var found = _all.Where(match).Take(count).ToList();
                if (found.Count == count)
                    return found[^1];
                if (_ended)
                    throw InVain("and cannot come any more");
                changed = _changed.Task;
            }
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw InVain("in time");
            }
        }
    }

    private Xunit.Sdk.XunitException InVain(string how) =>
        new($"What was waited for did not come {how}. All {name}:\n{string.Join('\n', All.TakeLast(50))}");

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            changed = _changed;
            _changed = NewSignal();
        }
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
