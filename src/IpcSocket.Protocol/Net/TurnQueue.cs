using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// Connections with more lines than fit into one turn wait in this queue. It runs one turn at a time, first in, first out. So at most two threads
/// contend for a handler's lock, this one and the socket thread; with more, an unfair lock can keep a thread waiting for 100 ms. Between two
/// turns the thread pool does its other work, timers among it.
/// </summary>
/// <example><code>await turns;   // to the back of the queue</code></example>
/// <param name="schedule">Has the next turn executed, once for each call; by default by the thread pool, behind what waits there.</param>
internal sealed class TurnQueue(Action<IThreadPoolWorkItem>? schedule = null) : IThreadPoolWorkItem, ICriticalNotifyCompletion
{
    private readonly ConcurrentQueue<Action> _waiting = new();
    private int _isQueued;

    /// <summary>Always false: an awaiting method goes to the back of the queue.</summary>
    public bool IsCompleted => false;

    /// <summary>Lets the queue be awaited; a turn has no result of its own.</summary>
    public TurnQueue GetAwaiter() => this;

    public void GetResult() { }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        _waiting.Enqueue(continuation);
        QueueUnlessQueued();
    }

    /// <summary>Executes one turn.</summary>
    public void Execute()
    {
        if (_waiting.TryDequeue(out var turn))
            turn();
        // In this order: a connection that comes in between schedules the next turn itself.
        Interlocked.Exchange(ref _isQueued, 0);
        if (!_waiting.IsEmpty)
            QueueUnlessQueued();
    }

    private void QueueUnlessQueued()
    {
        if (Interlocked.Exchange(ref _isQueued, 1) != 0)
            return;
        if (schedule is null)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else
            schedule(this);
    }
}
