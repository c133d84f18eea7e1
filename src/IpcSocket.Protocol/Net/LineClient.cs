using System.Net;
using System.Net.Sockets;
using System.Text;
using IpcSocket.Protocol.Wire;

namespace IpcSocket.Protocol.Net;

/// <summary>One connection to a line server, for a client that sends lines and reads lines. One reader and one sender at a time.</summary>
public sealed class LineClient : IDisposable
{
    private readonly Socket _socket;
    private readonly LineReader _reader = new();
    private bool _ended;

    private LineClient(Socket socket)
    {
        _socket = socket;
        Peer = Endpoint.Normalize(socket.RemoteEndPoint!);
    }

    /// <summary>The address that was reached, one of those the host's name resolves to.</summary>
    public EndPoint Peer { get; }

    /// <summary>Connects; a name's addresses are asked for each time and tried in turn.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="timeout">How long resolving and connecting may take together.</param>
    /// <param name="cancellationToken">Gives up before that.</param>
    /// <exception cref="SocketException">It does not resolve, nobody listens, or it cannot be reached.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public static async Task<LineClient> ConnectAsync(Endpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            SocketDefaults.Apply(socket);
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, limit.Token).ConfigureAwait(false);
            return new LineClient(socket);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException("no answer");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects to an address that needs no look-up, also of another kind than TCP.</summary>
    internal static async Task<LineClient> ConnectAsync(EndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return new LineClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one line.</summary>
    /// <param name="line">Its text without an ending, ASCII.</param>
    /// <param name="cancellationToken">Gives up; the line may have been sent in part, so the connection is of no more use.</param>
    /// <exception cref="SocketException">The connection is lost.</exception>
    public async Task SendLineAsync(string line, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = Encoding.ASCII.GetBytes(line + "\n");
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
    }

    /// <summary>Waits for the next line.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing that was received is lost.</param>
    /// <returns>Its text, or null when the server has closed. Bytes that are not ASCII come as question marks.</returns>
    /// <exception cref="SocketException">The connection is lost.</exception>
    /// <exception cref="InvalidDataException">The server sent a line longer than <see cref="LineReader.MaxLineLength"/>.</exception>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (NextLine() is { } line)
                return line;
            if (_ended)
                return null;
            var count = await _socket.ReceiveAsync(_reader.GetMemory(), SocketFlags.None, cancellationToken).ConfigureAwait(false);
            _reader.Advance(count);
            _ended = count == 0;
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _socket.Dispose();

    private string? NextLine()
    {
        var status = _reader.Read(out var line);
        if (status == LineStatus.Incomplete && _ended)
            status = _reader.ReadUnfinished(out line);
        return status switch
        {
            LineStatus.Line => Encoding.ASCII.GetString(line),
            LineStatus.TooLong => throw new InvalidDataException($"the server sent a line of more than {LineReader.MaxLineLength} bytes"),
            _ => null,
        };
    }
}
