using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using LedCli.Server;

namespace LedCli.Bench;

/// <summary>One connection of a run: sends its requests together, waits for all their replies, and again. A request allocates nothing.</summary>
internal sealed class BenchLane : IDisposable
{
    private const int ReceiveSize = 16 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[ReceiveSize];
    private readonly byte[] _requests;
    private readonly int _pipelining;
    private readonly ReplyCounter _replies;
    private int _receivedCount;

    /// <param name="plan">What to send.</param>
    /// <param name="beginning">How each reply begins.</param>
    public BenchLane(BenchPlan plan, ReadOnlyMemory<byte> beginning)
    {
        _requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(plan.Line + "\n", plan.Pipelining)));
        _pipelining = plan.Pipelining;
        _replies = new ReplyCounter(beginning);
    }

    /// <exception cref="SocketException">It cannot be reached.</exception>
    /// <exception cref="TimeoutException">The server did not accept the connection within five seconds.</exception>
    public async Task ConnectAsync(Endpoint server, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ConnectTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await _socket.ConnectAsync(server.Host, server.Port, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the server did not accept a connection within {ConnectTimeout.TotalSeconds:0} s");
        }
    }

    /// <summary>Runs until the run is over and the last reply is there.</summary>
    /// <exception cref="SocketException">The connection is lost.</exception>
    /// <exception cref="LedCliException">The server closed and said why.</exception>
    /// <exception cref="InvalidDataException">The server closed without a word, or sent more than a line for a request.</exception>
    public async Task RunAsync(BenchScore score, CancellationToken cancellationToken)
    {
        while (!score.IsOver)
        {
            var begin = Stopwatch.GetTimestamp();
            await SendAsync(cancellationToken).ConfigureAwait(false);
            var open = _pipelining;
            while (open > 0)
            {
                var count = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
                score.Add(Stopwatch.GetTimestamp() - begin, count);
                open -= count;
            }
            if (open < 0)
                throw new InvalidDataException("the server sends more than one line for a request");
        }
        score.AddOthers(_replies.Others);
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rest = _requests;
        while (!rest.IsEmpty)
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
    }

    private async ValueTask<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        var count = await _socket.ReceiveAsync(_received, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        if (count == 0)
            throw Closed();
        _receivedCount = count;
        return _replies.Take(_received.AsSpan(0, count));
    }

    // Why, the last line says as a rule: that there are too many connections, or that the server stops.
    private Exception Closed()
    {
        var line = Encoding.ASCII.GetString(_received, 0, _receivedCount).TrimEnd('\r', '\n').Split('\n')[^1];
        return Reply.TryParse(line, out var reply) && !reply.IsOk
            ? ServerFault.Refused(reply)
            : new InvalidDataException("the server closed a connection");
    }
}
