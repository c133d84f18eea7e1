using System.Threading.Channels;
using IpcSocket.Protocol.Wire;

namespace ButtonTcp;

/// <summary>Carries presses from the buttons' loops to the link's, and lets the link wait for them. Safe for all at once.</summary>
internal sealed class PressQueue(DesiredState desired)
{
    private readonly Lock _lock = new();

    // One signal is enough, however many presses it stands for: they wait in the desired state. The loop that waits goes on in the thread that
    // signals, so that a press is sent at once: to wake another thread first takes longer than all else that is done with it here.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, AllowSynchronousContinuations = true });

    private TaskCompletionSource? _question;
    private volatile bool _isWaited;
    private bool _isConnected;

    // The buttons of whose held press the log knows.
    private readonly HashSet<string> _told = [];

    /// <summary>Takes a press. The loop that waits for one goes on in this call, until it has something to wait for itself.</summary>
    /// <returns>True when it is held because led-tcp cannot be reached, and the log does not know of such a press of its button.</returns>
    public bool Add(Press press)
    {
        bool isToBeTold;
        lock (_lock)
        {
            desired.Add(press, _isConnected);
            isToBeTold = !_isConnected && _told.Add(press.Button);
        }
        _signal.Writer.TryWrite(true);
        return isToBeTold;
    }

    /// <summary>The presses that are held and that the log does not know of. Each is given once, here or by <see cref="Add"/>.</summary>
    public IReadOnlyList<Press> TakeUntold()
    {
        lock (_lock)
            return [.. desired.Pending.Where(press => _told.Add(press.Button))];
    }

    /// <summary>Tells whether led-tcp can be reached; presses during an outage fold.</summary>
    public void SetConnected(bool isConnected)
    {
        lock (_lock)
        {
            if (_isConnected && !isConnected)
                desired.Disconnect();
            if (isConnected)
                _told.Clear();
            _isConnected = isConnected;
        }
    }

    public bool IsPending
    {
        get
        {
            lock (_lock)
                return desired.IsPending;
        }
    }

    /// <inheritdoc cref="DesiredState.NewestTimestamp"/>
    public long? NewestTimestamp
    {
        get
        {
            lock (_lock)
                return desired.NewestTimestamp;
        }
    }

    /// <summary>Ends when there is a press. One loop at a time waits.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        _isWaited = true;
        try
        {
            while (!IsPending)
                await WaitForSignalAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _isWaited = false;
            Answer();
        }
    }

    /// <summary>Waits for one press more than there are, for a time at most. May end early. One loop at a time waits.</summary>
    /// <param name="limit">How long, at most; more than zero.</param>
    /// <param name="time">The clock of the limit.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    public async Task WaitForNextAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        // Timers count whole milliseconds: rounded down, this one would fire too early.
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(Math.Ceiling(limit.TotalMilliseconds)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        _isWaited = true;
        try
        {
            await WaitForSignalAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
        finally
        {
            _isWaited = false;
            Answer();
        }
    }

    /// <summary>
    /// Ends when the loop that waits for presses has shown that it would notice one. Null when none waits: then it has something to do.
    /// </summary>
    public Task? AskWaiterAsync(CancellationToken cancellationToken)
    {
        var question = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _question, question);
        _signal.Writer.TryWrite(true);
        // Asked first, looked second: a loop that is just leaving answers on its way out.
        return _isWaited ? question.Task.WaitAsync(cancellationToken) : null;
    }

    /// <inheritdoc cref="DesiredState.Take"/>
    public (Press Press, LedState? Target) Take()
    {
        lock (_lock)
            return desired.Take();
    }

    /// <inheritdoc cref="DesiredState.Target"/>
    public LedState Target(LedState actual)
    {
        lock (_lock)
            return desired.Target(actual);
    }

    /// <inheritdoc cref="DesiredState.Acknowledge"/>
    public void Acknowledge()
    {
        lock (_lock)
            desired.Acknowledge();
    }

    /// <inheritdoc cref="DesiredState.DropTooOld"/>
    public IReadOnlyList<(Press Press, TimeSpan Age)> DropTooOld(TimeSpan maxAge)
    {
        lock (_lock)
        {
            var dropped = desired.DropTooOld(maxAge);
            foreach (var (press, _) in dropped)
                _told.Remove(press.Button);
            return dropped;
        }
    }

    /// <inheritdoc cref="DesiredState.TakeFolded"/>
    public long TakeFolded()
    {
        lock (_lock)
            return desired.TakeFolded();
    }

    private async Task WaitForSignalAsync(CancellationToken cancellationToken)
    {
        await _signal.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        _signal.Reader.TryRead(out _);
        Answer();
    }

    private void Answer() => Interlocked.Exchange(ref _question, null)?.TrySetResult();
}
