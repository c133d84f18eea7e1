using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// A server for protocols that are not made of lines: it accepts and hands each connection, as a stream of bytes, to a function of its own
/// that runs until the conversation is over. <see cref="LineServer"/> is what to use where lines will do: it also keeps time limits.
/// </summary>
/// <example><code>
/// var server = new StreamServer(async (connection, stopping) => await connection.SendAsync("hello"u8.ToArray(), stopping), logger);
/// server.Listen(await ListenSocket.BindAsync(new Endpoint("127.0.0.1", 12345)));
/// await server.RunAsync(stoppingToken);
/// </code></example>
public sealed class StreamServer : IAsyncDisposable
{
    private readonly Func<StreamConnection, CancellationToken, Task> _serve;
    private readonly ILogger _logger;
    private readonly ConnectionSet<StreamConnection> _connections = new();
    private readonly AcceptPause _acceptPause;
    private readonly AcceptLoops _accepting;
    private readonly LogInterval _limitReached = new(TimeSpan.FromSeconds(60), TimeProvider.System);

    /// <param name="serve">
    /// Serves one connection; when it ends, by return, by a lost connection or by any other exception, the connection is closed. Its token
    /// is cancelled when the server stops.
    /// </param>
    /// <param name="logger">Where connections, at Debug, and troubles are told.</param>
    public StreamServer(Func<StreamConnection, CancellationToken, Task> serve, ILogger<StreamServer> logger)
    {
        (_serve, _logger) = (serve, logger);
        _acceptPause = new AcceptPause(logger, TimeProvider.System);
        _accepting = new AcceptLoops(Take, _acceptPause);
    }

    /// <summary>How many connections there may be at once; the next is closed without a word.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>How long connections may take to end once the server stops; then they are cut off.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Where the server listens.</summary>
    public IReadOnlyList<EndPoint> Endpoints => _accepting.Addresses;

    /// <summary>Takes over listening sockets. Their clients can connect; they are served once <see cref="RunAsync"/> is called.</summary>
    public void Listen(IEnumerable<ListenSocket> sockets) => _accepting.Add(sockets);

    /// <summary>Serves until <paramref name="stoppingToken"/> is cancelled; then accepts no more, and ends the connections.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _accepting.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            if (await _connections.StopAsync(StopTimeout, TimeProvider.System).ConfigureAwait(false) is > 0 and var count)
                ProtocolLog.CutOff(_logger, count);
        }
    }

    /// <summary>Stops listening for good, for a server that never ran too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _accepting.StopAsync().ConfigureAwait(false);
        _acceptPause.Dispose();
        _connections.Dispose();
    }

    private void Take(ListenSocket listener, Socket socket)
    {
        try
        {
            SocketDefaults.Apply(socket);
            var connection = new StreamConnection(socket);
            if (_connections.TryAdd(connection, MaxConnections))
            {
                _ = ServeAsync(connection);
                return;
            }
            if (_limitReached.IsDue())
                ProtocolLog.LimitReached(_logger, MaxConnections, connection.Peer);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client was gone before it could be looked at.
        }
        socket.Dispose();
    }

    // Nothing may leave here, for nobody waits for this task.
    private async Task ServeAsync(StreamConnection connection)
    {
        ProtocolLog.Opened(_logger, connection.Peer);
        var reason = "served";
        try
        {
            await _serve(connection, _connections.Stopping).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            reason = exception.Message;
        }
#pragma warning disable CA1031 // A fault of the function costs the connection it happened on, not the server.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ProtocolLog.HandlerFailed(_logger, connection.Peer, exception);
        }
        finally
        {
            connection.Dispose();
            _connections.Remove(connection);
        }
        ProtocolLog.Closed(_logger, connection.Peer, reason);
    }
}
