using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// A server for protocols of lines: it accepts, keeps the limits, hands each line to an <see cref="ILineHandler"/> and sends the replies in
/// the order of the lines, those of one read in one write. It knows nothing of what the lines mean.
/// </summary>
/// <example><code>
/// var server = new LineServer(handler, new LineServerOptions(), logger);
/// server.Listen(await ListenSocket.BindAsync(new Endpoint("127.0.0.1", 5555)));   // from here on clients can connect
/// await server.RunAsync(stoppingToken);                                           // and are served, until it stops
/// </code></example>
public sealed class LineServer : IAsyncDisposable
{
    private readonly ConnectionSet<Connection> _connections = new();
    private readonly AcceptLoops _accepting;
    private readonly Refusal _refusal;
    private readonly AcceptPause _acceptPause;
    private volatile LineServerOptions _options;

    /// <param name="handler">Answers the lines of all connections.</param>
    /// <param name="options">The limits.</param>
    /// <param name="logger">Where connections, at Debug, and troubles are told.</param>
    /// <param name="time">The clock of every limit; the system's by default.</param>
    public LineServer(ILineHandler handler, LineServerOptions options, ILogger<LineServer> logger, TimeProvider? time = null)
    {
        Handler = handler;
        _options = options;
        Logger = logger;
        Time = time ?? TimeProvider.System;
        _refusal = new Refusal(this);
        _acceptPause = new AcceptPause(logger, Time, _refusal.RefuseAtOnce);
        _accepting = new AcceptLoops(Take, _acceptPause);
    }

    /// <summary>What is counted. The object stays the same for the server's life.</summary>
    public LineServerCounters Counters { get; init; } = new();

    /// <summary>The limits. New ones hold for what begins after they are set; no connection is closed for exceeding them.</summary>
    public LineServerOptions Options
    {
        get => _options;
        set => _options = value;
    }

    /// <summary>Where the server listens.</summary>
    public IReadOnlyList<EndPoint> Endpoints => _accepting.Addresses;

    internal ILineHandler Handler { get; }

    internal TurnQueue Turns { get; init; } = new();

    internal ILogger Logger { get; }

    internal TimeProvider Time { get; }

    internal CancellationToken Stopping => _connections.Stopping;

    /// <summary>Takes over listening sockets. Their clients can connect; they are answered once <see cref="RunAsync"/> is called.</summary>
    public void Listen(IEnumerable<ListenSocket> sockets) => _accepting.Add(sockets);

    /// <summary>Stops listening on all sockets that are this process's own. Connections that were accepted go on.</summary>
    public Task StopListeningAsync() => _accepting.CloseAsync();

    /// <summary>Stops listening on some of the sockets that were passed to <see cref="Listen"/>.</summary>
    public Task StopListeningAsync(IReadOnlyCollection<ListenSocket> sockets) => _accepting.CloseAsync(sockets);

    /// <summary>
    /// Serves until <paramref name="stoppingToken"/> is cancelled. Then, in this order: no more is accepted; what was read is answered and
    /// what comes after it refused as <c>stopping</c>; connections close; those that do not within <see cref="LineServerOptions.StopTimeout"/>
    /// are cut off.
    /// </summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _accepting.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            if (await _connections.StopAsync(Options.StopTimeout, Time).ConfigureAwait(false) is > 0 and var count)
                ProtocolLog.CutOff(Logger, count);
        }
    }

    /// <summary>Gives the sockets back, for a server that never ran too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _accepting.StopAsync().ConfigureAwait(false);
        _acceptPause.Dispose();
        _connections.Dispose();
    }

    /// <summary>
    /// Asks this server, as one more client would: through a connection, the handler and back. The connection is not counted and not limited,
    /// and only this process can make it: it is a socket pair, not accepted from a listening socket. That accepting goes on is watched by
    /// <see cref="RunAsync"/>, which throws when an accept loop has ended.
    /// </summary>
    /// <param name="line">The line to ask, without an ending.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reply, or null when the server closed without one.</returns>
    /// <exception cref="SocketException">There are no descriptors left, or the connection is lost.</exception>
    public async Task<string?> AskAsync(string line, CancellationToken cancellationToken)
    {
        var (near, far) = SocketPair.Create();
        using var client = LineClient.Of(near);
        _ = ServeProbeAsync(new Connection(this, far, new LineServerCounters()));
        await client.SendLineAsync(line, cancellationToken).ConfigureAwait(false);
        return await client.ReadLineAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Take(ListenSocket listener, Socket socket)
    {
        Connection connection;
        try
        {
            SocketDefaults.Apply(socket);
            connection = new Connection(this, socket, Counters);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client was gone before it could be looked at.
            socket.Dispose();
            return;
        }
        if (_connections.TryAdd(connection, Options.MaxConnections))
            _ = ServeAsync(connection);
        else
            _refusal.Refuse(socket, connection.Peer);
    }

    // It is not counted, not limited and not logged, and the handler hears of nothing but its line.
    private static async Task ServeProbeAsync(Connection connection)
    {
        using (connection)
            await ((Task)connection.RunAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Nothing may leave here, for nobody waits for this task.
    private async Task ServeAsync(Connection connection)
    {
        Counters.Opened();
        ProtocolLog.Opened(Logger, connection.Peer);
        try
        {
            await ServeUntilClosedAsync(connection).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A fault of the handler costs the connection it happened on, not the server.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ProtocolLog.HandlerFailed(Logger, connection.Peer, exception);
        }
        finally
        {
            Counters.Closed();
            _connections.Remove(connection);
        }
    }

    private async Task ServeUntilClosedAsync(Connection connection)
    {
        using (connection)
        {
            Handler.OnOpened(connection);
            try
            {
                var reason = await connection.RunAsync().ConfigureAwait(false);
                ProtocolLog.Closed(Logger, connection.Peer, reason);
            }
            finally
            {
                Handler.OnClosed(connection);
            }
        }
    }
}
