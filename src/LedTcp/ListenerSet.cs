using System.Net;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Protocol.Net;

namespace LedTcp;

/// <summary>
/// The sockets on which led-tcp listens: opened by itself, passed by <c>led-tcp.socket</c>, or left by the previous process; moved by a reload.
/// </summary>
/// <param name="server">Accepts on them.</param>
/// <param name="passed">The sockets of <c>led-tcp.socket</c>.</param>
/// <param name="store">Keeps the daemon's own for the next process.</param>
/// <param name="bind">Opens a socket: <see cref="ListenSocket.Bind"/>, unless a test has it fail.</param>
internal sealed class ListenerSet(
    LineServer server, InheritedSockets passed, ListenerStore store, Func<IPEndPoint, Endpoint?, ListenSocket> bind)
{
    private const string NothingPassed =
        "led-tcp.socket passed no socket, and while it is enabled this service cannot open one; run 'systemctl start led-tcp.socket'";

    // A reload moves the sockets on one thread while a stop prepares their end on another.
    private readonly Lock _lock = new();
    private readonly List<ListenSocket> _sockets = [];
    private bool _isEnding;

    /// <summary>True when the addresses are those of <c>led-tcp.socket</c>: then <see cref="MoveAsync"/> must not be called.</summary>
    public bool AreInherited { get; private set; }

    /// <summary>True when not even the old addresses could be bound again, and the service does not end anyway.</summary>
    public bool IsLost
    {
        get
        {
            lock (_lock)
                return !_isEnding && _sockets.Count == 0;
        }
    }

    /// <summary>Opens the sockets at the start.</summary>
    /// <param name="endpoint">Where to listen, unless <c>led-tcp.socket</c> says where.</param>
    /// <param name="cancellationToken">Ends the wait for the addresses of a name.</param>
    /// <exception cref="ListenException">An address cannot be bound, or what was passed is of no use.</exception>
    public async Task OpenAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        AreInherited = passed.All.Count > 0 || passed.AreRequired;
        var kept = store.Take(endOthers: passed.All.Count == 0);
        if (passed.All.Count > 0)
        {
            // The same socket may have been kept too. Only this process's copy is closed: that of the unit goes on listening.
            kept.ForEach(Forget);
            store.IsMarked = false;
            TryAdd([.. passed.All.Select(socket => ListenSocket.Adopt(socket.Descriptor))]);
            return;
        }
        TryAdd(kept);
        try
        {
            if (!passed.AreRequired)
                await MoveAsync(endpoint, cancellationToken).ConfigureAwait(false);
            else if (IsLost)
                throw new ListenException(NothingPassed);
        }
        catch (ListenException)
        {
            // No process accepts on them any more. Without the mark, led-tcp.socket can be started.
            foreach (var socket in Snapshot())
                await CloseAsync(socket).ConfigureAwait(false);
            store.IsMarked = false;
            throw;
        }
        store.IsMarked = true;
    }

    /// <summary>
    /// Listens where <paramref name="wanted"/> says, and no longer where it does not. Sockets whose address stays are left alone. An old one
    /// is closed when the new ones listen, or just before where the kernel does not allow both.
    /// </summary>
    /// <exception cref="ListenException">
    /// A new address cannot be bound. Then the old addresses hold, those that had to be closed bound again; see <see cref="IsLost"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The service ends: no socket was added.</exception>
    public async Task MoveAsync(Endpoint wanted, CancellationToken cancellationToken)
    {
        var addresses = await ListenSocket.ResolveAsync(wanted, cancellationToken).ConfigureAwait(false);
        var sockets = Snapshot();
        var leaving = sockets.FindAll(socket => !addresses.Contains(socket.Address));
        var missing = addresses.Where(address => !sockets.Exists(socket => socket.Address.Equals(address)));
        var closed = new List<IPEndPoint>();
        var opened = new List<ListenSocket>();
        try
        {
            var port = wanted.Port;
            foreach (var address in missing)
            {
                var next = new IPEndPoint(address.Address, port);
                await MakeRoomAsync(next, wanted, leaving, closed).ConfigureAwait(false);
                opened.Add(bind(next, wanted));
                // A free port that the system chose for the first address holds for all of them.
                port = ((IPEndPoint)opened[0].Address).Port;
            }
        }
        catch (Exception exception)
        {
            opened.ForEach(socket => socket.Dispose());
            if (Restore(closed) is { } failure)
                throw new ListenException($"{exception.Message}; and the old address is lost: {failure}", exception);
            throw;
        }
        if (!TryAdd(opened, store.Keep))
            throw new OperationCanceledException("the service ends, and its sockets are not moved any more");
        foreach (var socket in leaving)
            await CloseAsync(socket).ConfigureAwait(false);
    }

    /// <summary>
    /// The service will be started again. Sockets of <c>led-tcp.socket</c> that were left to this service when that unit was stopped go to
    /// the next process. <see cref="MoveAsync"/> adds no socket from here on.
    /// </summary>
    public void PrepareRestart()
    {
        var sockets = End();
        if (passed.All.Count > 0 && store.IsMarked)
            sockets.ForEach(store.Keep);
    }

    /// <summary>
    /// The service will not be started again: clients are refused as soon as the server stops listening, not only when the service manager
    /// drops its copies. <see cref="MoveAsync"/> adds no socket from here on.
    /// </summary>
    public void PrepareStop() => End().ForEach(socket => socket.EndOnDispose());

    private List<ListenSocket> End()
    {
        lock (_lock)
        {
            _isEnding = true;
            return [.. _sockets];
        }
    }

    private List<ListenSocket> Snapshot()
    {
        lock (_lock)
            return [.. _sockets];
    }

    // One step, so that the end of the service comes before it, and the sockets are closed here, or after it, and finds them in the list.
    private bool TryAdd(List<ListenSocket> sockets, Action<ListenSocket>? keep = null)
    {
        lock (_lock)
        {
            if (!_isEnding)
            {
                _sockets.AddRange(sockets);
                // First: a server that has ended closes the sockets at once, and a closed socket cannot be kept.
                if (keep is not null)
                    sockets.ForEach(keep);
                server.Listen(sockets);
                return true;
            }
        }
        sockets.ForEach(socket => socket.Dispose());
        return false;
    }

    private void Forget(ListenSocket kept)
    {
        store.Remove(kept);
        kept.Dispose();
    }

    private async Task MakeRoomAsync(IPEndPoint next, Endpoint wanted, List<ListenSocket> leaving, List<IPEndPoint> closed)
    {
        var inTheWay = leaving.FindAll(socket => socket.Overlaps(next));
        if (inTheWay.Count == 0)
            return;
        // An address that is not of this machine is found out before anything is closed for it.
        bind(new IPEndPoint(next.Address, 0), wanted).Dispose();
        foreach (var socket in inTheWay)
        {
            leaving.Remove(socket);
            closed.Add((IPEndPoint)socket.Address);
            await CloseAsync(socket).ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(ListenSocket socket)
    {
        lock (_lock)
            _sockets.Remove(socket);
        store.Remove(socket);
        await server.StopListeningAsync([socket]).ConfigureAwait(false);
    }

    // By address: the name that it came from may mean another by now, or none. Returns why an address could not be bound again.
    private string? Restore(List<IPEndPoint> addresses)
    {
        string? failure = null;
        foreach (var address in addresses)
        {
            try
            {
                TryAdd([bind(address, null)], store.Keep);
            }
            catch (ListenException exception)
            {
                failure = exception.Message;
            }
        }
        return failure;
    }
}
