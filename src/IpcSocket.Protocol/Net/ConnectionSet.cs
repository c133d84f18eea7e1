namespace IpcSocket.Protocol.Net;

/// <summary>The connections of a server, with their limit and their end.</summary>
internal sealed class ConnectionSet<TConnection> : IDisposable where TConnection : class, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly HashSet<TConnection> _connections = [];
    private TaskCompletionSource? _empty;

    public ConnectionSet() => Stopping = _stopping.Token;

    /// <summary>Cancelled when the connections are to end: each answers what is in hand and refuses what comes after it.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Adds a connection, unless there are <paramref name="limit"/> already or all are being stopped.</summary>
    public bool TryAdd(TConnection connection, int limit)
    {
        lock (_lock)
            return _empty is null && _connections.Count < limit && _connections.Add(connection);
    }

    public void Remove(TConnection connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
            if (_connections.Count == 0)
                _empty?.TrySetResult();
        }
    }

    /// <summary>Stops every connection, and cuts off those that have not ended after <paramref name="limit"/>. Returns how many those were.</summary>
    public async Task<int> StopAsync(TimeSpan limit, TimeProvider time)
    {
        Task empty;
        lock (_lock)
        {
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_connections.Count == 0)
                return 0;
            empty = _empty.Task;
        }
        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await empty.WaitAsync(limit, time).ConfigureAwait(false);
            return 0;
        }
        catch (TimeoutException)
        {
            return CutOff();
        }
    }

    public void Dispose() => _stopping.Dispose();

    private int CutOff()
    {
        TConnection[] left;
        lock (_lock)
            left = [.. _connections];
        foreach (var connection in left)
            connection.Dispose();
        return left.Length;
    }
}
