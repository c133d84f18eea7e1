using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IpcSocket.Protocol.Net;

/// <summary>Answers one datagram. It must not block or wait: nothing else is received meanwhile.</summary>
/// <param name="datagram">All of it, possibly empty; valid until the call returns.</param>
/// <param name="sender">Where it came from, and where the reply goes.</param>
/// <returns>The reply, sent before the next datagram is received; none if empty.</returns>
public delegate ReadOnlyMemory<byte> DatagramHandler(ReadOnlyMemory<byte> datagram, IPEndPoint sender);

/// <summary>
/// A server for protocols of datagrams (UDP): one socket and one receive loop that hands each datagram and its sender to a function; replies
/// go out by the same socket. There are no connections, so nothing tells that a sender is gone.
/// </summary>
/// <example><code>
/// using var server = await DatagramServer.BindAsync(new Endpoint("127.0.0.1", 65431), (datagram, sender) => datagram);
/// await server.RunAsync(stoppingToken);   // an echo server
/// </code></example>
public sealed class DatagramServer : IDisposable
{
    /// <summary>More than any datagram holds, in bytes.</summary>
    private const int LargestDatagram = 65_536;

    private readonly Socket _socket;
    private readonly DatagramHandler _handler;
    private readonly ILogger _logger;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram);
    private readonly SocketAddress _sender;
    private long _received;
    private long _sent;
    private long _unsent;

    private DatagramServer(Socket socket, DatagramHandler handler, ILogger logger)
    {
        (_socket, _handler, _logger) = (socket, handler, logger);
        _sender = new SocketAddress(socket.AddressFamily);
        Address = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Where it receives, as the system says: a port 0 has become a real one.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Datagrams received.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Replies, and whatever else was sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Replies the system refused to send: too long, or no route. Whether one that was sent arrives, nobody knows.</summary>
    public long Unsent => Interlocked.Read(ref _unsent);

    /// <summary>Datagrams that came for this socket and were dropped by the kernel, mostly because the receive buffer was full.</summary>
    public long Dropped => SocketMemory.Of(_socket).Dropped;

    /// <summary>What the kernel lets wait in the receive buffer, its own overhead included, in bytes: twice what was asked for.</summary>
    public long ReceiveBuffer => SocketMemory.Of(_socket).ReceiveBuffer;

    /// <summary>Binds. From here on datagrams are queued; they are answered once <see cref="RunAsync"/> is called.</summary>
    /// <param name="endpoint">Of a name's addresses the first is bound; <c>*</c> is every IPv4 and IPv6 address.</param>
    /// <param name="handler">Answers each datagram.</param>
    /// <param name="options">How to bind.</param>
    /// <param name="logger">Where faults of the handler are told.</param>
    /// <param name="cancellationToken">Ends the wait for the name's addresses.</param>
    /// <exception cref="ListenException">The name does not resolve, the address cannot be bound, or a group cannot be joined.</exception>
    public static async Task<DatagramServer> BindAsync(
        Endpoint endpoint,
        DatagramHandler handler,
        DatagramServerOptions? options = null,
        ILogger<DatagramServer>? logger = null,
        CancellationToken cancellationToken = default)
    {
        try
        {
            var addresses = await endpoint.ListenAddressesAsync(cancellationToken).ConfigureAwait(false);
            var socket = Bind(new IPEndPoint(addresses[0], endpoint.Port), options ?? new DatagramServerOptions());
            return new DatagramServer(socket, handler, logger ?? NullLogger<DatagramServer>.Instance);
        }
        catch (SocketException exception)
        {
            throw ListenException.At(endpoint, exception, isDatagram: true);
        }
    }

    /// <summary>Receives and answers until <paramref name="stoppingToken"/> is cancelled.</summary>
    /// <exception cref="SocketException">The socket cannot receive any more.</exception>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        // A flood that never lets the loop wait must not keep the caller.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (true)
            {
                var count = await _socket.ReceiveFromAsync(_buffer, SocketFlags.None, _sender, stoppingToken).ConfigureAwait(false);
                Interlocked.Increment(ref _received);
                var reply = Answer(_buffer.AsMemory(0, count));
                if (!reply.IsEmpty)
                    await SendAsync(reply, _sender, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <summary>Sends a datagram from the server's own address at any time, from any thread.</summary>
    /// <returns>False when the system refused to send it.</returns>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint peer, CancellationToken cancellationToken)
    {
        var address = _socket.AddressFamily == AddressFamily.InterNetworkV6 && peer.AddressFamily == AddressFamily.InterNetwork
            ? new IPEndPoint(peer.Address.MapToIPv6(), peer.Port)
            : peer;
        return SendAsync(datagram, address.Serialize(), cancellationToken);
    }

    /// <summary>Gives the port back.</summary>
    public void Dispose() => _socket.Dispose();

    private static Socket Bind(IPEndPoint address, DatagramServerOptions options)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            if (options.ShareAddress)
                SocketDefaults.ShareAddress(socket);
            if (options.ReceiveBuffer is { } size)
                SocketMemory.SetReceiveBuffer(socket, size);
            socket.Bind(address);
            foreach (var group in options.Groups)
                group.Join(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> datagram)
    {
        var sender = (IPEndPoint)Endpoint.Normalize(Address.Create(_sender));
        try
        {
            return _handler(datagram, sender);
        }
#pragma warning disable CA1031 // A fault of the handler costs the datagram it happened on, not the server.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ProtocolLog.DatagramHandlerFailed(_logger, sender, exception);
            return default;
        }
    }

    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress peer, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendToAsync(datagram, SocketFlags.None, peer, cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref _sent);
            return true;
        }
        catch (SocketException)
        {
            // One peer that cannot be answered is no reason to stop answering the others.
            Interlocked.Increment(ref _unsent);
            return false;
        }
    }
}
