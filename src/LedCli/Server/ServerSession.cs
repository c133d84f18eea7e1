using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace LedCli.Server;

/// <summary>A connection to led-tcp as question and answer, whose every failure is a <see cref="LedCliException"/>.</summary>
internal sealed class ServerSession : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(5);

    private readonly LineClient _client;
    private readonly Endpoint _server;
    private readonly TimeProvider _time;

    private ServerSession(LineClient client, Endpoint server, TimeProvider time) =>
        (_client, _server, _time) = (client, server, time);

    /// <summary>Connects.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="around">The clock of the time limit for a reply, and whether this machine has the service.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LedCliException">Nobody could be reached.</exception>
    public static async Task<ServerSession> ConnectAsync(Endpoint server, Surroundings around, CancellationToken cancellationToken)
    {
        try
        {
            return new(await LineClient.ConnectAsync(server, ConnectTimeout, cancellationToken).ConfigureAwait(false), server, around.Time);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException)
        {
            throw ServerFault.Unreachable(server, exception, around.HasService);
        }
    }

    /// <summary>Sends a line and waits for the reply, five seconds at most.</summary>
    /// <exception cref="LedCliException">The connection is lost, no reply came, or what came is none.</exception>
    public async Task<Reply> AskAsync(string line, CancellationToken cancellationToken)
    {
        var answer = await AskLineAsync(line, cancellationToken).ConfigureAwait(false);
        return Reply.TryParse(answer, out var reply) ? reply : throw ServerFault.NotLedTcp(_server, answer);
    }

    /// <summary>Sends a line and waits for the text behind <c>OK</c>.</summary>
    /// <exception cref="LedCliException">As for <see cref="AskAsync"/>, or the server said <c>ERR</c>.</exception>
    public async Task<string> OkAsync(string line, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(line, cancellationToken).ConfigureAwait(false);
        return reply.IsOk ? reply.Text : throw ServerFault.Refused(reply);
    }

    /// <summary>Sends a line and waits for every LED's state, the default LED first.</summary>
    /// <exception cref="LedCliException">As for <see cref="OkAsync"/>.</exception>
    public async Task<IReadOnlyList<LedReport>> OkListAsync(string line, CancellationToken cancellationToken)
    {
        var text = await OkAsync(line, cancellationToken).ConfigureAwait(false);
        return LedReport.TryParseList(text, out var reports) ? reports : throw ServerFault.NotLedTcp(_server, text);
    }

    /// <summary>Sends a line and waits for one LED's state.</summary>
    /// <exception cref="LedCliException">As for <see cref="OkAsync"/>.</exception>
    public async Task<LedReport> OkStateAsync(string line, CancellationToken cancellationToken)
    {
        var text = await OkAsync(line, cancellationToken).ConfigureAwait(false);
        return LedReport.TryParse(text, out var report) ? report : throw ServerFault.NotLedTcp(_server, text);
    }

    /// <summary>Sends a line and waits for the one that comes back, whatever it is.</summary>
    /// <exception cref="LedCliException">The connection is lost, or nothing came within five seconds.</exception>
    public async Task<string> AskLineAsync(string line, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ReplyTimeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await Guarded(_client.SendLineAsync(line, limit.Token)).ConfigureAwait(false);
            return await ReadLineAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ServerFault.Lost(_server, $"no reply within {ReplyTimeout.TotalSeconds:0} s");
        }
    }

    /// <summary>Waits for the next line, however long that takes.</summary>
    /// <exception cref="LedCliException">The connection is lost.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _client.ReadLineAsync(cancellationToken).ConfigureAwait(false)
                ?? throw ServerFault.Lost(_server, "the server closed it");
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException)
        {
            throw ServerFault.Lost(_server, exception.Message);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task Guarded(Task sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw ServerFault.Lost(_server, exception.Message);
        }
    }
}
