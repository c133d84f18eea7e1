using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// A socket that listens, and the one place that knows the ways to come by one: bind an endpoint, or take over a descriptor that somebody
/// else has bound.
/// </summary>
public sealed class ListenSocket : IDisposable
{
    // What the kernel may queue before the accept loop comes round; it cuts this to net.core.somaxconn. A short queue costs clients a second
    // each, because a dropped SYN is sent again only then.
    private const int Backlog = 4096;

    private readonly Socket _socket;
    private readonly bool _isOwned;
    private bool _endsOnDispose;

    private ListenSocket(Socket socket, bool isOwned)
    {
        (_socket, _isOwned) = (socket, isOwned);
        Address = socket.LocalEndPoint!;
    }

    /// <summary>Where it listens, as the system says: a port 0 has become a real one.</summary>
    public EndPoint Address { get; }

    /// <summary>The number by which the process holds it, as in <c>/proc/self/fd</c>; to be shown, not to be used.</summary>
    public int Descriptor => (int)_socket.Handle;

    /// <summary>The descriptor, from which a copy can be made for another process.</summary>
    public SafeHandle Handle => _socket.SafeHandle;

    /// <summary>Binds and listens.</summary>
    /// <param name="endpoint">A name gives one socket for each address it resolves to.</param>
    /// <param name="cancellationToken">Ends the wait for the name's addresses.</param>
    /// <exception cref="ListenException">The name does not resolve, or an address is taken, not of this machine, or not permitted.</exception>
    public static async Task<IReadOnlyList<ListenSocket>> BindAsync(Endpoint endpoint, CancellationToken cancellationToken = default)
    {
        var sockets = new List<ListenSocket>();
        try
        {
            var port = endpoint.Port;
            foreach (var address in await ResolveAsync(endpoint, cancellationToken).ConfigureAwait(false))
            {
                sockets.Add(Bind(new IPEndPoint(address.Address, port), endpoint));
                // A free port that the system chose for the first address holds for all of them.
                port = ((IPEndPoint)sockets[0].Address).Port;
            }
            return sockets;
        }
        catch (ListenException)
        {
            sockets.ForEach(s => s.Dispose());
            throw;
        }
    }

    /// <summary>The addresses that <see cref="BindAsync"/> would bind for an endpoint; opens nothing.</summary>
    /// <param name="endpoint">A name, an address, or <c>*</c>.</param>
    /// <param name="cancellationToken">Ends the wait for the name's addresses.</param>
    /// <exception cref="ListenException">The name does not resolve.</exception>
    public static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await endpoint.ListenAddressesAsync(cancellationToken).ConfigureAwait(false);
            return [.. addresses.Select(address => new IPEndPoint(address, endpoint.Port))];
        }
        catch (SocketException exception)
        {
            throw ListenException.At(endpoint, exception);
        }
    }

    /// <summary>Binds one address and listens.</summary>
    /// <param name="address">IPv6's <c>::</c> serves IPv4 too.</param>
    /// <param name="endpoint">What the error names; the address itself where it is null.</param>
    /// <exception cref="ListenException">
    /// The address is taken, not of this machine, not permitted, or of a family that is disabled; or descriptors have run out.
    /// </exception>
    public static ListenSocket Bind(IPEndPoint address, Endpoint? endpoint = null)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(address);
            socket.Listen(Backlog);
            return new ListenSocket(socket, isOwned: true);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw ListenException.At(endpoint ?? new Endpoint(address.Address.ToString(), address.Port), exception);
        }
    }

    /// <summary>
    /// Takes over a listening stream socket that the process inherited, as a service manager passes them (<c>sd_listen_fds(3)</c>). It stays
    /// the giver's: disposing leaves it open and listening, because whatever is done to it is done to the giver's as well.
    /// </summary>
    /// <param name="descriptor">The file descriptor.</param>
    /// <exception cref="ListenException">It is not a stream socket that listens.</exception>
    public static ListenSocket Adopt(int descriptor)
    {
        try
        {
            var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
            if (socket.SocketType == SocketType.Stream && IsListening(socket))
                return new ListenSocket(socket, isOwned: false);
        }
        catch (SocketException exception)
        {
            throw new ListenException($"the inherited descriptor {descriptor} is not a socket", exception);
        }
        throw new ListenException(
            $"the inherited descriptor {descriptor} is not a stream socket that listens; the .socket unit needs ListenStream= and Accept=no");
    }

    /// <summary>
    /// Takes over a listening socket that an earlier process of this service opened with <see cref="Bind"/> and left with the service
    /// manager. It is this process's own, but a copy may stay with the service manager: see <see cref="EndOnDispose"/>.
    /// </summary>
    /// <param name="descriptor">The file descriptor; the new object's from here on.</param>
    /// <exception cref="ListenException">It is not a stream socket that listens; then it is closed.</exception>
    public static ListenSocket Restore(int descriptor)
    {
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        try
        {
            var socket = new Socket(handle);
            if (socket.SocketType == SocketType.Stream && IsListening(socket))
                return new ListenSocket(socket, isOwned: true);
        }
        catch (SocketException)
        {
            // Not a socket: the same error as for one that does not listen.
        }
        handle.Dispose();
        throw new ListenException($"the kept descriptor {descriptor} is not a stream socket that listens");
    }

    /// <summary>
    /// True when the kernel does not let a second socket listen at <paramref name="address"/> while this one does: the same port, and the
    /// same address or one that contains the other, as <c>*</c> contains 127.0.0.1.
    /// </summary>
    public bool Overlaps(IPEndPoint address) => Address is IPEndPoint own && own.Port == address.Port
        && (own.Address.Equals(address.Address) || Contains(own.Address, address.Address) || Contains(address.Address, own.Address));

    /// <summary>
    /// Has <see cref="Dispose"/> end the listening for every process that holds a copy of the socket. Without it a copy goes on listening,
    /// and clients that connect wait for the process that will accept them.
    /// </summary>
    public void EndOnDispose() => _endsOnDispose = true;

    /// <summary>Waits for the next connection.</summary>
    /// <exception cref="SocketException">The system refused; mostly descriptors have run out.</exception>
    internal ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => _socket.AcceptAsync(cancellationToken);

    /// <summary>Closes this process's descriptor, unless the socket is another process's.</summary>
    public void Dispose()
    {
        if (!_isOwned)
            return;
        if (_endsOnDispose)
            End();
        _socket.Dispose();
    }

    private void End()
    {
        try
        {
            // On the socket itself, of which each descriptor is only a name; closing one of several changes nothing.
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It listens no more already.
        }
    }

    private static bool Contains(IPAddress outer, IPAddress inner) => outer.Equals(IPAddress.IPv6Any)
        || (outer.Equals(IPAddress.Any) && inner.AddressFamily == AddressFamily.InterNetwork);

    private static bool IsListening(Socket socket) =>
        socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is not 0;
}
