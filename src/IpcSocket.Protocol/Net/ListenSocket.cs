using System.Net;
using System.Net.Sockets;

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

    private ListenSocket(Socket socket, bool isOwned, bool isProbe = false)
    {
        (_socket, _isOwned, IsProbe) = (socket, isOwned, isProbe);
        Address = socket.LocalEndPoint!;
    }

    /// <summary>Where it listens, as the system says: a port 0 has become a real one.</summary>
    public EndPoint Address { get; }

    /// <summary>The number by which the process holds it, as in <c>/proc/self/fd</c>; to be shown, not to be used.</summary>
    public int Descriptor => (int)_socket.Handle;

    /// <summary>True for the private entrance of <see cref="BindProbe"/>.</summary>
    internal bool IsProbe { get; }

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
            foreach (var address in await endpoint.ListenAddressesAsync(cancellationToken).ConfigureAwait(false))
            {
                sockets.Add(Bind(address, port));
                // A free port that the system chose for the first address holds for all of them.
                port = ((IPEndPoint)sockets[0].Address).Port;
            }
            return sockets;
        }
        catch (SocketException exception)
        {
            sockets.ForEach(s => s.Dispose());
            throw ListenException.At(endpoint, exception);
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
    /// An entrance for this process alone, by which it can find out whether its own server still answers. It is not a TCP socket, because a
    /// server that was given its sockets may not be allowed to make a connection to them.
    /// </summary>
    internal static ListenSocket BindProbe()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // An abstract name (unix(7)): nothing in the file system is left behind.
        socket.Bind(new UnixDomainSocketEndPoint($"\0ipc-socket/{Guid.NewGuid():N}"));
        socket.Listen(1);
        return new ListenSocket(socket, isOwned: true, isProbe: true);
    }

    /// <summary>Waits for the next connection.</summary>
    /// <exception cref="SocketException">The system refused; mostly descriptors have run out.</exception>
    internal ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => _socket.AcceptAsync(cancellationToken);

    /// <summary>Stops listening, unless the socket is somebody else's.</summary>
    public void Dispose()
    {
        if (_isOwned)
            _socket.Dispose();
    }

    private static ListenSocket Bind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return new ListenSocket(socket, isOwned: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsListening(Socket socket) =>
        socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is not 0;
}
