using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>From an endpoint to the sockets that listen on it: the one place that knows the kinds there are.</summary>
public static class ListenSocket
{
    // What the kernel may queue before the accept loop comes round; it cuts this to net.core.somaxconn. A short queue costs clients a second
    // each, because a dropped SYN is sent again only then.
    private const int Backlog = 4096;

    /// <summary>Binds and listens.</summary>
    /// <param name="endpoint">A name gives one socket for each address it resolves to.</param>
    /// <param name="cancellationToken">Ends the wait for the name's addresses.</param>
    /// <exception cref="ListenException">The name does not resolve, or an address is taken, not of this machine, or not permitted.</exception>
    public static async Task<IReadOnlyList<Socket>> BindAsync(Endpoint endpoint, CancellationToken cancellationToken = default)
    {
        var sockets = new List<Socket>();
        try
        {
            var port = endpoint.Port;
            foreach (var address in await AddressesAsync(endpoint, cancellationToken).ConfigureAwait(false))
            {
                sockets.Add(Bind(address, port));
                // A free port that the system chose for the first address holds for all of them.
                port = ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
            }
            return sockets;
        }
        catch (SocketException exception)
        {
            sockets.ForEach(s => s.Dispose());
            throw new ListenException($"cannot listen on {endpoint}: {Reason(exception.SocketErrorCode)}", exception);
        }
    }

    private static async Task<IPAddress[]> AddressesAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Host == Endpoint.AnyHost)
            return [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken).ConfigureAwait(false);
        return [.. addresses.Distinct()];
    }

    private static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Reason(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => "another program has this port; stop it or choose another port (ss -ltnp shows who)",
        SocketError.AddressNotAvailable => "this machine has no such address; choose one of its own (ip address shows them) or *",
        SocketError.AccessDenied => "not permitted; ports below 1024 are for the administrator",
        SocketError.HostNotFound or SocketError.NoData => "the host name does not resolve; correct it or write an address",
        SocketError.TryAgain => "the host name cannot be resolved now; the name service does not answer",
        _ => new SocketException((int)error).Message,
    };
}
