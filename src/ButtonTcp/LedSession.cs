using System.Net;
using System.Threading.Channels;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace ButtonTcp;

/// <summary>
/// A connection to led-tcp as question and answer. It is always read, so that events are taken while a reply is waited for, and the end of
/// the connection is noticed while nothing is asked. One asker at a time.
/// </summary>
internal sealed class LedSession : IDisposable
{
    /// <summary>Says that a connection has ended in order.</summary>
    public const string Closed = "it closed the connection";

    /// <summary>The command that has the server tell the LEDs' states, now and at each change.</summary>
    public const string Watch = "WATCH";

    /// <summary>How long a reply may take.</summary>
    public static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long connecting may take.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly LineClient _client;
    private readonly Action<WatchedLeds> _changed;
    private readonly TimeProvider _time;

    // What is no event. Room for one: a server that says more than it is asked is not listened to further.
    private readonly Channel<string> _replies = Channel.CreateBounded<string>(1);
    private readonly CancellationTokenSource _closing = new();
    private Task<bool>? _next;

    private LedSession(LineClient client, Action<WatchedLeds> changed, TimeProvider time)
    {
        (_client, _changed, _time) = (client, changed, time);
        _ = ReadAsync(_closing.Token);
    }

    /// <summary>The address that was reached.</summary>
    public EndPoint Peer => _client.Peer;

    /// <summary>What the server has said of its LEDs.</summary>
    public WatchedLeds Leds { get; } = new();

    /// <param name="endpoint">Where led-tcp is.</param>
    /// <param name="changed">Called when <see cref="Leds"/> has changed; must not block.</param>
    /// <param name="time">The clock of the reply timeout.</param>
    /// <param name="cancellationToken">Gives up before <see cref="ConnectTimeout"/>.</param>
    /// <inheritdoc cref="LineClient.ConnectAsync(Endpoint, TimeSpan, CancellationToken)" path="/exception"/>
    public static async Task<LedSession> ConnectAsync(
        Endpoint endpoint, Action<WatchedLeds> changed, TimeProvider time, CancellationToken cancellationToken) =>
        new(await LineClient.ConnectAsync(endpoint, ConnectTimeout, cancellationToken).ConfigureAwait(false), changed, time);

    /// <summary>A reply as it may stand in a log.</summary>
    public static string Shown(Reply reply) => LineText.Escape($"{reply.Code} {reply.Text}".Trim(), 160);

    /// <summary>
    /// Ends with true when there is a line that nobody has asked for, and with false when the server has closed in order. Events are not
    /// among those lines.
    /// </summary>
    /// <exception cref="InvalidDataException">The server sent a line that is too long.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is lost.</exception>
    public Task<bool> NextAsync()
    {
        if (_next is null || _next.IsCompleted)
            _next = _replies.Reader.WaitToReadAsync().AsTask();
        return _next;
    }

    /// <summary>Sends a command and waits for the reply.</summary>
    /// <returns>The reply, or null when the server closed in order without one.</returns>
    /// <exception cref="TimeoutException">No reply in time.</exception>
    /// <exception cref="InvalidDataException">Something that is no reply.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is lost.</exception>
    public async Task<Reply?> AskAsync(string command, CancellationToken cancellationToken)
    {
        await _client.SendLineAsync(command, cancellationToken).ConfigureAwait(false);
        try
        {
            return await NextAsync().WaitAsync(ReplyTimeout, _time, cancellationToken).ConfigureAwait(false) ? TakeReply() : null;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"no reply within {ReplyTimeout.TotalSeconds:0.###} s");
        }
    }

    /// <summary>The line that <see cref="NextAsync"/> has waited for.</summary>
    /// <exception cref="InvalidDataException">Something that is no reply.</exception>
    public Reply TakeReply()
    {
        _replies.Reader.TryRead(out var line);
        return Reply.TryParse(line!, out var reply)
            ? reply
            : throw new InvalidDataException($"what answers is not led-tcp: '{LineText.Escape(line!)}'");
    }

    public void Dispose()
    {
        // Who waits for a line no longer does. A socket that is closed while it is read would be reset.
        _replies.Writer.TryComplete();
        _closing.Cancel();
        _client.Dispose();
        _closing.Dispose();
    }

    // States are taken here, in the order of the stream, and not by the asker: what follows a reply at once is newer than the reply.
    private async Task ReadAsync(CancellationToken closingToken)
    {
        // A server that never pauses must not keep the asker from its reply timeout.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (await _client.ReadLineAsync(closingToken).ConfigureAwait(false) is { } line)
            {
                if (Leds.Take(line))
                    _changed(Leds);
                if (!LedReport.IsEvent(line))
                    await _replies.Writer.WriteAsync(line, closingToken).ConfigureAwait(false);
            }
            _replies.Writer.TryComplete();
        }
#pragma warning disable CA1031 // Nobody waits for this loop; whatever ended it goes to who asks next.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _replies.Writer.TryComplete(exception);
        }
    }
}
