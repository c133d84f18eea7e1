using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Wire;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// One accepted connection: the loop that reads its lines and answers them in order, and the only way to send to its peer. Its memory is
/// bounded by the line reader's buffer, by the replies to one turn's lines, and by what a handler says at once unasked. A turn is a few lines
/// (<see cref="Stint"/>); a connection that has more to do goes to the back of the server's <see cref="TurnQueue"/>.
/// </summary>
public sealed class Connection : IDisposable
{
    // Replies are sent when they reach this size, even with lines left: a peer that sends much and reads nothing waits for itself.
    private const int EnoughReplies = 4096;

    // A reset discards what the peer's system has not sent yet, so the last line may be cut: LED ON FOR 5m of LED ON FOR 5ms. It cannot be for so
    // few bytes in all: TCP sends ten segments of at least 536 bytes without waiting for an acknowledgement (RFC 6928).
    private const int MaxUncutBytes = 4096;

    private readonly Socket _socket;
    private readonly LineServer _server;
    private readonly LineServerCounters _counters;
    private readonly LineReader _reader = new();
    private readonly ReplyWriter _replies;
    private readonly SocketWriter _writer;
    private readonly ReceiveLimit _limit;
    private readonly LineDeadline _deadline;
    private Stint _stint;
    private bool _hasSentLine;
    private long _received;
    private ReplyWriter? _unasked;

    internal Connection(LineServer server, Socket socket, LineServerCounters counters)
    {
        _server = server;
        _counters = counters;
        _replies = new ReplyWriter(counters.CountError);
        _socket = socket;
        _writer = new SocketWriter(socket, server.Time);
        _limit = new ReceiveLimit(socket, server.Time, server.Stopping);
        _deadline = new LineDeadline(server.Options, server.Time);
        Peer = Endpoint.Normalize(socket.RemoteEndPoint!);
    }

    private enum Next
    {
        // Every line that has come is answered: receive.
        Receive,

        // There are lines left, but the turn is over, or there are enough replies to send first.
        AnswerMore,

        // The peer has ended the stream.
        End,

        // This side ends the connection.
        Close,
    }

    /// <summary>The address of the other side.</summary>
    public EndPoint Peer { get; }

    /// <summary>
    /// Sends lines at any time, from any thread: for what the peer did not just ask for; replies go to the handler's <see cref="ReplyWriter"/>.
    /// They never fall into the middle of a reply, nor between a command and its reply: what <paramref name="write"/> finds to say is newer
    /// than every reply before it and older than every reply behind it.
    /// </summary>
    /// <param name="write">
    /// Called once, when it is this sender's turn; it may say nothing. It must not block, and the writer is its own only until it returns.
    /// </param>
    /// <returns>False when the peer is gone or reads nothing; then the connection is about to end.</returns>
    public async ValueTask<bool> SendAsync(Action<ReplyWriter> write)
    {
        await _writer.TakeTurnAsync().ConfigureAwait(false);
        try
        {
            _unasked ??= new ReplyWriter();
            _unasked.Clear();
            write(_unasked);
            return await _writer.SendAsync(_unasked.Written, _server.Options.UnreadReplyTimeout).ConfigureAwait(false);
        }
        finally
        {
            _writer.EndTurn();
        }
    }

    /// <summary>
    /// Keeps the kernel from storing more than a few of the lines sent: for a peer that is told much, may read slowly, and wants the newest.
    /// </summary>
    public void LimitUnread() => SocketDefaults.LimitUnread(_socket);

    /// <summary>Ends this side's stream behind what was sent. The connection ends when the peer closes too; until then its lines count.</summary>
    public void EndStream()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    /// <summary>Cuts the connection off without another word.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _limit.Dispose();
    }

    /// <summary>Reads lines and answers them until either side closes. Throws only what the handler threw.</summary>
    /// <returns>Why it ended, for the log.</returns>
    internal async Task<string> RunAsync()
    {
        try
        {
            if (await AnswerUntilStoppedAsync().ConfigureAwait(false) == Next.End)
                return "end of stream";
            await Linger.CloseAsync(_socket, _server.Options.LingerTimeout, _server.Time).ConfigureAwait(false);
            return "closed by the server";
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return exception.Message;
        }
        finally
        {
            Dispose();
        }
    }

    private async Task<Next> AnswerUntilStoppedAsync()
    {
        try
        {
            return await AnswerLinesAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_server.Stopping.IsCancellationRequested)
        {
            return await RefuseRestAsync().ConfigureAwait(false);
        }
    }

    // One buffer of what has come is answered with 'stopping', no more: a peer that never pauses must not put the end off. A peer that is just
    // sending may go on for a while, so that no reset takes the replies; an idle one is closed at once.
    private async Task<Next> RefuseRestAsync()
    {
        if (_socket.Available == 0 && !_reader.HasUnfinishedLine)
            return Next.End;
        await _writer.TakeTurnAsync().ConfigureAwait(false);
        try
        {
            if (_socket.Available > 0)
                _reader.Advance(_socket.Receive(_reader.GetMemory().Span));
            while (AnswerLines() == Next.AnswerMore)
            {
                await SendRepliesAsync().ConfigureAwait(false);
                if (_stint.IsOver())
                    await _server.Turns;
            }
            if (_reader.HasUnfinishedLine)
                Refuse(ErrorCode.Stopping, StoppingText);
            await SendRepliesAsync().ConfigureAwait(false);
        }
        finally
        {
            _writer.EndTurn();
        }
        return Next.Close;
    }

    private async Task<Next> AnswerLinesAsync()
    {
        var next = Next.Receive;
        while (true)
        {
            var count = next == Next.Receive ? await ReceiveAsync().ConfigureAwait(false) : 0;

            // From the command to its reply nothing else is sent: an event in between would be newer than the reply behind it.
            await _writer.TakeTurnAsync().ConfigureAwait(false);
            try
            {
                next = next == Next.Receive ? OnReceived(count) : AnswerLines();
                await SendRepliesAsync().ConfigureAwait(false);
            }
            finally
            {
                _writer.EndTurn();
            }
            if (next is Next.End or Next.Close)
                return next;
            if (_stint.IsOver())
                await _server.Turns;
        }
    }

    private ValueTask<int> ReceiveAsync()
    {
        var pending = _reader.HasUnfinishedLine
            ? _limit.ReceiveAsync(_reader.GetMemory(), _deadline.TimeLeft(_server.Handler.IsWholeLine(_reader.UnfinishedLine)))
            : _socket.ReceiveAsync(_reader.GetMemory(), SocketFlags.None, _server.Stopping);
        _stint.Note(pending.IsCompleted);
        return pending;
    }

    private Next OnReceived(int count)
    {
        switch (count)
        {
            case ReceiveLimit.TimedOut:
                return OnSilence();
            case ReceiveLimit.Reset when _received > MaxUncutBytes:
                return Next.End;
            case ReceiveLimit.Reset or 0:
                return OnEndOfStream();
            default:
                _received += count;
                _stint.NoteBytes(count);
                _reader.Advance(count);
                return AnswerLines();
        }
    }

    private Next AnswerLines()
    {
        while (!_stint.IsOutOfLines && _replies.Written.Length < EnoughReplies)
        {
            var status = _reader.Read(out var line);
            if (status == LineStatus.Incomplete)
            {
                _deadline.Note(_reader.HasUnfinishedLine);
                return Next.Receive;
            }
            if (Answer(status, line) == Next.Close)
                return Next.Close;
        }
        return Next.AnswerMore;
    }

    private Next Answer(LineStatus status, ReadOnlySpan<byte> line)
    {
        _counters.CountLine();
        _stint.NoteLine();
        _deadline.End();
        return status == LineStatus.TooLong
            ? Refuse(ErrorCode.LineTooLong, "a line is 1024 bytes at most"u8)
            : OnLine(line);
    }

    private Next OnLine(ReadOnlySpan<byte> line)
    {
        if (_server.Stopping.IsCancellationRequested)
            return Refuse(ErrorCode.Stopping, StoppingText, Next.Receive);
        if (!_server.Handler.IsText(line))
        {
            ProtocolLog.NotText(_server.Logger, Peer, line);
            return Refuse(ErrorCode.NotText, "a line is printable ASCII"u8);
        }
        if (HttpRequestLine.Matches(line))
            return Refuse(ErrorCode.NotHttp, "this is no HTTP server; HELP lists the commands"u8);
        return After(_server.Handler.OnLine(this, line, _replies));
    }

    // A peer that begins with something else speaks another protocol: what looks like a command behind it is not meant for this server.
    private Next After(LineOutcome outcome)
    {
        var isFirst = !_hasSentLine;
        _hasSentLine = true;
        return outcome == LineOutcome.Close || (outcome == LineOutcome.UnknownCommand && isFirst) ? Next.Close : Next.Receive;
    }

    // The sender has ended the stream: what came last is a line too.
    private Next OnEndOfStream()
    {
        AnswerUnfinishedLine();
        return Next.End;
    }

    private Next OnSilence() => _server.Handler.IsWholeLine(_reader.UnfinishedLine)
        ? AnswerUnfinishedLine()
        : Refuse(ErrorCode.LineTimeout, "the line was not finished in time"u8);

    private Next AnswerUnfinishedLine()
    {
        var status = _reader.ReadUnfinished(out var line);
        _deadline.End();
        return status == LineStatus.Incomplete ? Next.Receive : Answer(status, line);
    }

    private Next Refuse(ErrorCode code, ReadOnlySpan<byte> text, Next next = Next.Close)
    {
        _replies.Error(code, text);
        return next;
    }

    private ValueTask<bool> SendRepliesAsync()
    {
        var replies = _replies.Written;
        // The memory stays as it is until the next line is answered, which is after this send.
        _replies.Clear();
        return _writer.SendAsync(replies, _server.Options.UnreadReplyTimeout);
    }

    private static ReadOnlySpan<byte> StoppingText => "the server is stopping; the command was not carried out"u8;
}
