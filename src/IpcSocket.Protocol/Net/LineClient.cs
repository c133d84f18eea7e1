using System.Net;
using System.Net.Sockets;
using System.Text;
using IpcSocket.Protocol.Wire;

namespace IpcSocket.Protocol.Net;

/// <summary>One connection to a line server, for a client that sends lines and reads lines. One reader and one sender at a time.</summary>
public sealed class LineClient : IDisposable
{
    private readonly StreamConnection _connection;
    private readonly LineReader _reader = new(LineReader.MaxReplyLength);
    private bool _ended;

    /// <summary>Reads and sends lines on a connection.</summary>
    /// <param name="connection">Is closed with the client.</param>
    public LineClient(StreamConnection connection) => _connection = connection;

    /// <summary>The address that was reached, one of those the host's name resolves to.</summary>
    public EndPoint Peer => _connection.Peer;

    /// <summary>How text becomes bytes and bytes text; bytes that cannot be read come as question marks. ASCII by default.</summary>
    public Encoding Encoding { get; init; } = Encoding.ASCII;

    /// <summary>
    /// How long the server must be silent behind a text without an ending for it to be taken as a line. By default it never is, unless the
    /// server closes.
    /// </summary>
    public TimeSpan? UnendedLineSilence { get; init; }

    /// <summary>Connects; a name's addresses are asked for each time and tried in turn.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="timeout">How long resolving and connecting may take together.</param>
    /// <param name="cancellationToken">Gives up before that.</param>
    /// <exception cref="SocketException">It does not resolve, nobody listens, or it cannot be reached.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public static async Task<LineClient> ConnectAsync(Endpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken) =>
        new(await StreamConnection.ConnectAsync(endpoint, timeout, cancellationToken).ConfigureAwait(false));

    /// <summary>Speaks over a socket that is connected already, and owns it.</summary>
    internal static LineClient Of(Socket socket) => new(new StreamConnection(socket));

    /// <summary>Sends one line.</summary>
    /// <param name="line">Its text without an ending.</param>
    /// <param name="cancellationToken">Gives up; the line may have been sent in part, so the connection is of no more use.</param>
    /// <exception cref="SocketException">The connection is lost.</exception>
    public Task SendLineAsync(string line, CancellationToken cancellationToken) =>
        _connection.SendAsync(Encoding.GetBytes(line + "\n"), cancellationToken);

    /// <summary>Waits for the next line.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing that was received is lost.</param>
    /// <returns>Its text, or null when the server has closed.</returns>
    /// <exception cref="SocketException">The connection is lost.</exception>
    /// <exception cref="InvalidDataException">The server sent a line longer than <see cref="LineReader.MaxReplyLength"/>.</exception>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (NextLine() is { } line)
                return line;
            if (_ended)
                return null;
            if (await ReceiveAsync(cancellationToken).ConfigureAwait(false) is not { } count)
                return UnendedLine();
            _reader.Advance(count);
            _ended = count == 0;
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _connection.Dispose();

    // Null when the server fell silent behind a text.
    private async ValueTask<int?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (UnendedLineSilence is not { } silence || _reader.UnfinishedLine.IsEmpty)
            return await _connection.ReceiveAsync(_reader.GetMemory(), cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(silence);
        try
        {
            return await _connection.ReceiveAsync(_reader.GetMemory(), limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private string? NextLine()
    {
        var status = _reader.Read(out var line);
        return status == LineStatus.Incomplete && _ended ? UnendedLine() : Text(status, line);
    }

    private string? UnendedLine() => Text(_reader.ReadUnfinished(out var line), line);

    private string? Text(LineStatus status, ReadOnlySpan<byte> line) => status switch
    {
        LineStatus.Line => Encoding.GetString(line),
        LineStatus.TooLong => throw new InvalidDataException($"the server sent a line of more than {LineReader.MaxReplyLength} bytes"),
        _ => null,
    };
}
