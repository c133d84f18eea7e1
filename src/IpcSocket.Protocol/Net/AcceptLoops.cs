using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>The listening sockets of a server and the loops that accept on them. Sockets can come and go while it runs.</summary>
internal sealed class AcceptLoops(Action<ListenSocket, Socket> take, AcceptPause pause)
{
    private readonly Lock _lock = new();

    // Before Start, what is to be accepted on; after it, empty.
    private readonly List<ListenSocket> _waiting = [];
    private readonly List<AcceptLoop> _loops = [];
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isRunning;

    /// <summary>Where clients are accepted; the private entrance is not among them.</summary>
    public IReadOnlyList<EndPoint> Addresses
    {
        get
        {
            lock (_lock)
                return [.. _waiting.Where(l => !l.IsProbe).Select(l => l.Address), .. _loops.Where(l => !l.IsProbe).Select(l => l.Address)];
        }
    }

    /// <summary>Takes over sockets, and begins to accept on them if it runs.</summary>
    public void Add(IEnumerable<ListenSocket> sockets)
    {
        lock (_lock)
        {
            _waiting.AddRange(sockets);
            BeginAccepting();
        }
    }

    /// <summary>
    /// Accepts until <paramref name="stoppingToken"/> is cancelled, and then gives every socket back. Throws when a loop ends without being
    /// told to. That is a bug, and a server that looks alive but accepts nobody is worse than one that has ended.
    /// </summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        // The process's first timer starts a thread, and that fails when descriptors have run out: then it must be there already.
        await using (new Timer(static _ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan).ConfigureAwait(false)) { }
        Start();
        try
        {
            await _failed.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
        finally
        {
            await StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The address of the entrance for this process alone, made at the first question: most servers are never asked.</summary>
    public EndPoint ProbeAddress()
    {
        lock (_lock)
        {
            if (_waiting.Find(l => l.IsProbe)?.Address is { } waiting)
                return waiting;
            if (_loops.Find(l => l.IsProbe)?.Address is { } known)
                return known;
            var probe = ListenSocket.BindProbe();
            _waiting.Add(probe);
            BeginAccepting();
            return probe.Address;
        }
    }

    /// <summary>Gives the sockets back on which clients are accepted. Those they have are kept.</summary>
    public Task CloseAsync() => CloseAsync(l => !l.IsProbe, l => !l.IsProbe);

    /// <summary>Gives every socket back, for good.</summary>
    public Task StopAsync() => CloseAsync(_ => true, _ => true);

    private void Start()
    {
        lock (_lock)
        {
            _isRunning = true;
            BeginAccepting();
        }
    }

    private async Task CloseAsync(Predicate<ListenSocket> sockets, Predicate<AcceptLoop> loops)
    {
        List<AcceptLoop> closing;
        lock (_lock)
        {
            _waiting.FindAll(sockets).ForEach(l => l.Dispose());
            _waiting.RemoveAll(sockets);
            closing = _loops.FindAll(loops);
            _loops.RemoveAll(loops);
        }
        foreach (var loop in closing)
            await loop.DisposeAsync().ConfigureAwait(false);
    }

    private void BeginAccepting()
    {
        if (!_isRunning)
            return;
        foreach (var listener in _waiting)
        {
            var loop = new AcceptLoop(listener, take, pause);
            _loops.Add(loop);
            _ = WatchAsync(loop);
        }
        _waiting.Clear();
    }

    private async Task WatchAsync(AcceptLoop loop)
    {
        await loop.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loop.Completion.Exception is { } bug)
            _failed.TrySetException(bug.InnerExceptions);
    }
}
