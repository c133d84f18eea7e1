using System.Net;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Protocol.Net;

namespace LedTcp;

/// <summary>
/// The sockets on which led-tcp listens: opened by itself, passed by <c>led-tcp.socket</c>, or left by the process before; moved by a reload.
/// </summary>
/// <param name="server">Accepts on them.</param>
/// <param name="passed">The sockets of <c>led-tcp.socket</c>.</param>
/// <param name="store">Keeps the daemon's own for the next process.</param>
/// <param name="bind">Opens a socket: <see cref="ListenSocket.Bind"/>, unless a test has it fail.</param>
internal sealed class ListenerSet(
    LineServer server, InheritedSockets passed, ListenerStore store, Func<IPEndPoint, Endpoint?, ListenSocket> bind)
{
    private const string NothingPassed =
        "led-tcp.socket has passed no socket, and behind it this service cannot listen by itself; run 'systemctl start led-tcp.socket'";

    private readonly List<ListenSocket> _sockets = [];

    /// <summary>True when the addresses are those of <c>led-tcp.socket</c>: then <see cref="MoveAsync"/> must not be called.</summary>
    public bool AreInherited { get; private set; }

    /// <summary>True when not even the old addresses could be bound again.</summary>
    public bool IsLost => _sockets.Count == 0;

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
            Add([.. passed.All.Select(socket => ListenSocket.Adopt(socket.Descriptor))]);
            return;
        }
        Add(kept);
        try
        {
            if (!passed.AreRequired)
                await MoveAsync(endpoint, cancellationToken).ConfigureAwait(false);
            else if (IsLost)
                throw new ListenException(NothingPassed);
        }
        catch (ListenException)
        {
            // Nobody would accept on them. Without the mark, led-tcp.socket can be started.
            foreach (var socket in _sockets.ToArray())
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
    public async Task MoveAsync(Endpoint wanted, CancellationToken cancellationToken)
    {
        var addresses = await ListenSocket.ResolveAsync(wanted, cancellationToken).ConfigureAwait(false);
        var leaving = _sockets.FindAll(socket => !addresses.Contains(socket.Address));
        var missing = addresses.Where(address => !_sockets.Exists(socket => socket.Address.Equals(address)));
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
        catch (ListenException exception)
        {
            opened.ForEach(socket => socket.Dispose());
            if (Restore(closed) is { } failure)
                throw new ListenException($"{exception.Message}; and the old address is lost: {failure}", exception);
            throw;
        }
        Add(opened);
        opened.ForEach(store.Keep);
        foreach (var socket in leaving)
            await CloseAsync(socket).ConfigureAwait(false);
    }

    /// <summary>
    /// The service will be started again. Sockets of <c>led-tcp.socket</c> that were left to this service when that unit was stopped go to
    /// the next process.
    /// </summary>
    public void PrepareRestart()
    {
        if (passed.All.Count > 0 && store.IsMarked)
            _sockets.ForEach(store.Keep);
    }

    /// <summary>
    /// The service will not be started again: clients are refused as soon as the server stops listening, not only when the service manager
    /// drops its copies.
    /// </summary>
    public void PrepareStop() => _sockets.ForEach(socket => socket.EndOnDispose());

    private void Add(List<ListenSocket> sockets)
    {
        _sockets.AddRange(sockets);
        server.Listen(sockets);
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
        _sockets.Remove(socket);
        store.Remove(socket);
        await server.StopListeningAsync([socket]).ConfigureAwait(false);
    }

    // By address: the name that it came from may mean another by now, or none. Returns why one could not be had again.
    private string? Restore(List<IPEndPoint> addresses)
    {
        string? failure = null;
        foreach (var address in addresses)
        {
            try
            {
                var socket = bind(address, null);
                Add([socket]);
                store.Keep(socket);
            }
            catch (ListenException exception)
            {
                failure = exception.Message;
            }
        }
        return failure;
    }
}
