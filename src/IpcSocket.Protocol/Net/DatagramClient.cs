using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>How a datagram client sends to a multicast group. A client of one host needs none of it.</summary>
public sealed record DatagramClientOptions
{
    /// <summary>How many networks a datagram for a group may cross, itself counted: 1 stays in this one.</summary>
    public int MulticastTimeToLive { get; init; } = 1;

    /// <summary>The interface by which datagrams for a group leave, by its number, or 0 for the one the routes choose.</summary>
    public int MulticastInterface { get; init; }
}

/// <summary>
/// Sends datagrams to one address and receives what comes from there. 'Connected' means no more than that: nothing is sent to find out
/// whether anybody is there, but when the other host says that nobody is, the next call fails with it. One receiver and one sender at a time.
/// </summary>
public sealed class DatagramClient : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(65_536);

    private DatagramClient(Socket socket) => _socket = socket;

    /// <summary>Where datagrams go.</summary>
    public EndPoint Peer => _socket.RemoteEndPoint!;

    /// <summary>Where they come from, as the receiver sees it unless an address is translated on the way.</summary>
    public EndPoint Local => _socket.LocalEndPoint!;

    /// <summary>Chooses an own port and the peer's address.</summary>
    /// <param name="endpoint">Of a name's addresses the first is taken: there is no answer by which another could be found better.</param>
    /// <param name="options">For a multicast group.</param>
    /// <param name="cancellationToken">Ends the wait for the name's addresses.</param>
    /// <exception cref="SocketException">The name does not resolve, or there is no route.</exception>
    public static async Task<DatagramClient> ConnectAsync(
        Endpoint endpoint, DatagramClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var address = IPAddress.TryParse(endpoint.Host, out var literal)
            ? literal
            : (await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken).ConfigureAwait(false))[0];
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            Apply(options ?? new DatagramClientOptions(), socket);
            await socket.ConnectAsync(new IPEndPoint(address, endpoint.Port), cancellationToken).ConfigureAwait(false);
            return new DatagramClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one datagram. That it was sent does not say that it arrives.</summary>
    /// <exception cref="SocketException">It is too long, there is no route, or an earlier one came back with 'port unreachable'.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken) =>
        await _socket.SendAsync(datagram, SocketFlags.None, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits for the next datagram.</summary>
    /// <returns>All of it, possibly empty; valid until the next call.</returns>
    /// <exception cref="SocketException">What was sent came back with 'port unreachable': nobody receives there.</exception>
    public async Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken) =>
        _buffer.AsMemory(0, await _socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false));

    /// <summary>Gives the port back.</summary>
    public void Dispose() => _socket.Dispose();

    private static void Apply(DatagramClientOptions options, Socket socket)
    {
        var isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        var level = isIPv6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;
        socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, options.MulticastTimeToLive);
        if (options.MulticastInterface is not 0 and var index)
            socket.SetSocketOption(level, SocketOptionName.MulticastInterface, isIPv6 ? index : IPAddress.HostToNetworkOrder(index));
    }
}
