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
    private bool _isStopped;

    /// <summary>The addresses at which clients are accepted.</summary>
    public IReadOnlyList<EndPoint> Addresses
    {
        get
        {
            lock (_lock)
                return [.. _waiting.Select(l => l.Address), .. _loops.Select(l => l.Listener.Address)];
        }
    }

    /// <summary>
    /// Becomes the owner of the sockets, and begins to accept on them if it runs. After <see cref="StopAsync"/> it closes them instead.
    /// </summary>
    public void Add(IEnumerable<ListenSocket> sockets)
    {
        lock (_lock)
        {
            if (!_isStopped)
            {
                _waiting.AddRange(sockets);
                BeginAccepting();
                return;
            }
        }
        foreach (var socket in sockets)
            socket.Dispose();
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

    /// <summary>
    /// Stops listening on all of the sockets, also where another process holds a copy of one. Connections that were accepted go on.
    /// </summary>
    public Task CloseAsync() => CloseAsync(_ => true, endListening: true);

    /// <summary>Stops listening on these sockets, also where another process holds a copy of one.</summary>
    public Task CloseAsync(IReadOnlyCollection<ListenSocket> sockets) => CloseAsync(sockets.Contains, endListening: true);

    /// <summary>
    /// Closes every socket, and each that is added later. A socket of which another process holds a copy goes on listening.
    /// </summary>
    public Task StopAsync()
    {
        lock (_lock)
            _isStopped = true;
        return CloseAsync(_ => true, endListening: false);
    }

    private void Start()
    {
        lock (_lock)
        {
            _isRunning = true;
            BeginAccepting();
        }
    }

    private async Task CloseAsync(Predicate<ListenSocket> which, bool endListening)
    {
        List<ListenSocket> waiting;
        List<AcceptLoop> loops;
        lock (_lock)
        {
            waiting = _waiting.FindAll(which);
            _waiting.RemoveAll(which);
            loops = _loops.FindAll(l => which(l.Listener));
            _loops.RemoveAll(l => which(l.Listener));
        }
        if (endListening)
        {
            waiting.ForEach(l => l.EndOnDispose());
            loops.ForEach(l => l.Listener.EndOnDispose());
        }
        waiting.ForEach(l => l.Dispose());
        foreach (var loop in loops)
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
