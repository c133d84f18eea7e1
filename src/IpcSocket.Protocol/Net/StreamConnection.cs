using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// One TCP connection as it is: a stream of bytes each way, without lines. What one side sends in three calls the other may receive in one,
/// or in thirty. One receiver and one sender at a time.
/// </summary>
public sealed class StreamConnection : IDisposable
{
    private readonly Socket _socket;

    internal StreamConnection(Socket socket)
    {
        _socket = socket;
        Peer = Endpoint.Normalize(socket.RemoteEndPoint!);
    }

    /// <summary>The address of the other side.</summary>
    public EndPoint Peer { get; }

    /// <summary>The address of this side.</summary>
    public EndPoint Local => Endpoint.Normalize(_socket.LocalEndPoint!);

    /// <summary>The number by which the process holds it, as in <c>/proc/self/fd</c>; to be shown, not to be used.</summary>
    public int Descriptor => (int)_socket.Handle;

    /// <summary>Connects; a name's addresses are asked for each time and tried in turn.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="timeout">How long resolving and connecting may take together.</param>
    /// <param name="cancellationToken">Gives up before that.</param>
    /// <exception cref="SocketException">It does not resolve, nobody listens, or it cannot be reached.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public static async Task<StreamConnection> ConnectAsync(Endpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        // A name may have addresses of both families; an address has its own, and is then shown by the system as what it is.
        var socket = IPAddress.TryParse(endpoint.Host, out var literal)
            ? new Socket(literal.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            SocketDefaults.Apply(socket);
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, limit.Token).ConfigureAwait(false);
            return new StreamConnection(socket);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            var from = literal is null ? $", neither from the name service nor from '{endpoint.Host}'" : "";
            throw new TimeoutException($"no answer within {timeout.TotalSeconds:0.###} s{from}");
        }
        catch (SocketException exception) when (HostNameError.Describe(endpoint.Host, exception) is { } described)
        {
            socket.Dispose();
            throw described;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Receives what is there, or waits for the first byte.</summary>
    /// <param name="buffer">Where it goes; as much as fits is taken at once.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <returns>The number of bytes; 0 when the peer has ended its stream.</returns>
    /// <exception cref="SocketException">The connection is lost.</exception>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    /// <summary>Sends all of it, in one segment if it fits: nothing is held back to be joined with what comes later.</summary>
    /// <param name="bytes">What to send.</param>
    /// <param name="cancellationToken">Gives up; a part may have been sent.</param>
    /// <exception cref="SocketException">The connection is lost.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
    }

    /// <summary>Ends this side's stream: the peer receives 0 bytes, and may go on sending.</summary>
    /// <exception cref="SocketException">The connection is lost.</exception>
    public void EndStream() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>
    /// Closes so that the peer gets everything that was sent: ends this side's stream and discards what still comes until the peer closes
    /// too. Closing at once with bytes unread would reset the connection.
    /// </summary>
    /// <param name="limit">How long the peer may take.</param>
    public async Task CloseAsync(TimeSpan limit)
    {
        try
        {
            await Linger.CloseAsync(_socket, limit, TimeProvider.System).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // It is closed already.
        }
        Dispose();
    }

    /// <summary>Closes without another word.</summary>
    public void Dispose() => _socket.Dispose();
}
