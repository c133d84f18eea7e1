using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// A TCP server for protocols of lines: it accepts, keeps the limits, hands each line to an <see cref="ILineHandler"/> and sends the replies
/// in the order of the lines, those of one read in one write. It knows nothing of what the lines mean.
/// </summary>
/// <example><code>
/// var server = new LineServer(handler, new LineServerOptions(), logger);
/// await server.BindAsync(new Endpoint("127.0.0.1", 5555), cancellationToken);   // from here on clients can connect
/// await server.RunAsync(stoppingToken);                                         // from here on they are served, until it stops
/// </code></example>
public sealed class LineServer : IDisposable
{
    private readonly List<Socket> _listeners = [];
    private readonly ConnectionSet _connections = new();
    private readonly Refusal _refusal;

    /// <param name="handler">Answers the lines of all connections.</param>
    /// <param name="options">The limits.</param>
    /// <param name="logger">Where connections, at Debug, and troubles are told.</param>
    /// <param name="time">The clock of every limit; the system's by default.</param>
    public LineServer(ILineHandler handler, LineServerOptions options, ILogger<LineServer> logger, TimeProvider? time = null)
    {
        Handler = handler;
        Options = options;
        Logger = logger;
        Time = time ?? TimeProvider.System;
        _refusal = new Refusal(this);
    }

    /// <summary>What is counted. The object stays the same for the server's life.</summary>
    public LineServerCounters Counters { get; init; } = new();

    /// <summary>Where the server listens, as the system says: a port 0 has become a real one. Empty before <see cref="BindAsync"/>.</summary>
    public IReadOnlyList<EndPoint> Endpoints => [.. _listeners.Select(l => l.LocalEndPoint!)];

    internal ILineHandler Handler { get; }

    internal LineServerOptions Options { get; }

    internal ILogger Logger { get; }

    internal TimeProvider Time { get; }

    internal CancellationToken Stopping => _connections.Stopping;

    /// <summary>Binds and listens: when it returns, clients can connect; they are answered once <see cref="RunAsync"/> is called.</summary>
    /// <exception cref="ListenException">The endpoint cannot be had; the message says why.</exception>
    public async Task BindAsync(Endpoint endpoint, CancellationToken cancellationToken = default) =>
        _listeners.AddRange(await ListenSocket.BindAsync(endpoint, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Serves until <paramref name="stoppingToken"/> is cancelled. Then, in this order: no more is accepted; what was read is answered and
    /// what comes after it refused as <c>stopping</c>; connections close; those that do not within <see cref="LineServerOptions.StopTimeout"/>
    /// are cut off.
    /// </summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        // The process's first timer starts a thread, and that fails when descriptors have run out: then it must be there already.
        await using (new Timer(static _ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan).ConfigureAwait(false)) { }
        await Task.WhenAll(_listeners.Select(l => AcceptAsync(l, stoppingToken))).ConfigureAwait(false);
        CloseListeners();
        if (await _connections.StopAsync(Options.StopTimeout, Time).ConfigureAwait(false) is > 0 and var count)
            ProtocolLog.CutOff(Logger, count);
    }

    /// <summary>Closes the listening sockets, for a server that never ran.</summary>
    public void Dispose()
    {
        CloseListeners();
        _connections.Dispose();
    }

    private void CloseListeners()
    {
        _listeners.ForEach(l => l.Dispose());
        _listeners.Clear();
    }

    private async Task AcceptAsync(Socket listener, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Take(await listener.AcceptAsync(stoppingToken).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException exception)
            {
                await _refusal.PauseAsync(exception, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private void Take(Socket socket)
    {
        Connection connection;
        try
        {
            SocketDefaults.Apply(socket);
            connection = new Connection(this, socket);
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
