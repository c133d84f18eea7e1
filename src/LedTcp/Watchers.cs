using System.Collections.Concurrent;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>
/// The connections that are told of changes. A change costs the one who made it next to nothing, however many watch: it only wakes a pool
/// thread, which goes round the watchers that have taken what was sent before. One that reads slowly is told the newest state when its turn
/// comes, so nothing piles up for it.
/// </summary>
/// <param name="bank">The LEDs.</param>
internal sealed class Watchers(LedBank bank) : IThreadPoolWorkItem
{
    private readonly ConcurrentDictionary<Connection, Watcher> _watchers = new();
    private int _count;
    private int _isWoken;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Writes every LED's state into the reply to the connection's command, which is told of every change from then on.</summary>
    public void Add(Connection connection, ReplyWriter reply)
    {
        // Registered first: a change that comes before the states are written only finds that there is nothing new.
        if (!_watchers.TryGetValue(connection, out var watcher))
        {
            connection.LimitUnread();
            watcher = _watchers[connection] = new Watcher(connection, bank);
            Interlocked.Increment(ref _count);
        }
        watcher.WriteStates(reply);
    }

    /// <summary>The connection is told no more: not a line after this.</summary>
    public void Remove(Connection connection)
    {
        if (Count == 0 || !_watchers.TryRemove(connection, out var watcher))
            return;
        Interlocked.Decrement(ref _count);
        watcher.End();
    }

    /// <summary>There is something new. Does not block.</summary>
    public void Wake()
    {
        if (Count > 0 && Interlocked.Exchange(ref _isWoken, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _isWoken, 0);
        foreach (var (_, watcher) in _watchers)
            watcher.Wake();
    }
}
