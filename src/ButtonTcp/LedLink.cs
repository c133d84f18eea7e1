using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>
/// Keeps a connection to led-tcp and turns presses into acknowledged commands: asks for the LED's state, then for the other one by name.
/// </summary>
/// <remarks>
/// A server that closes without ever replying is taken for the C original after a few tries in a row: it has no state to ask for and takes
/// one command to a connection. Then presses are sent by our own idea of the state, until a server replies again.
/// </remarks>
internal sealed class LedLink(ButtonTcpOptions options, PressQueue presses, ILogger<LedLink> logger, TimeProvider time)
{
    // A led-tcp that is killed between our question and its reply looks the same as the C original, but not several times running.
    private const int SilentClosesToBelieve = 3;

    private const string Closed = "it closed the connection";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(5);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private int _silentCloses;
    private LedState _ownIdea;
    private bool _isLost;

    private bool IsServerSilent => _silentCloses >= SilentClosesToBelieve;

    /// <summary>Runs until it is cancelled. An outage of any kind ends in another try.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            DropTooOld();
            if (IsServerSilent)
                await presses.WaitAsync(stoppingToken).ConfigureAwait(false);
            var reason = await TryConnectionAsync(stoppingToken).ConfigureAwait(false);
            // That the C original closes after a command is no outage: the presses behind it count one by one.
            presses.SetConnected(reason is null && IsServerSilent);
            if (reason is not null)
                NoteLost(reason);
            if (!IsServerSilent || _isLost)
                await Task.Delay(_backoff.Next(), time, stoppingToken).ConfigureAwait(false);
        }
    }

    // Returns why led-tcp cannot be reached, or null when it was a connection as it should be.
    private async Task<string?> TryConnectionAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var session = await LedSession.ConnectAsync(options.Endpoint, ConnectTimeout, stoppingToken).ConfigureAwait(false);
            return IsServerSilent
                ? await SendUnacknowledgedAsync(session, stoppingToken).ConfigureAwait(false)
                : await ServeAsync(session, stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or InvalidDataException)
        {
            return exception.Message;
        }
    }

    private async Task<string?> ServeAsync(LedSession session, CancellationToken stoppingToken)
    {
        if (await AskAsync(session, "LED STATUS", stoppingToken).ConfigureAwait(false) is not { } greeting)
        {
            if (++_silentCloses == SilentClosesToBelieve)
                ButtonTcpLog.Silent(logger, options.Endpoint);
            return null;
        }
        _silentCloses = 0;
        if (!LedStates.TryParse(greeting.Text, out var state))
            return Escaped(greeting);
        NoteConnected(session, state);
        return await SwitchAtPressesAsync(session, stoppingToken).ConfigureAwait(false);
    }

    private async Task<string> SwitchAtPressesAsync(LedSession session, CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        try
        {
            while (true)
            {
                var press = presses.WaitAsync(ending.Token);
                if (await Task.WhenAny(session.Interrupted, press).ConfigureAwait(false) != press)
                    return Closed;
                await press.ConfigureAwait(false);
                if (await SwitchAsync(session, stoppingToken).ConfigureAwait(false) is { } reason)
                    return reason;
            }
        }
        finally
        {
            // Ends the wait that the end of the connection has left behind.
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    // One press. Others may have switched the LED since it was last asked for.
    private async Task<string?> SwitchAsync(LedSession session, CancellationToken stoppingToken)
    {
        var status = await AskAsync(session, "LED STATUS", stoppingToken).ConfigureAwait(false);
        if (status is null || !LedStates.TryParse(status.Value.Text, out var actual))
            return status is null ? Closed : Escaped(status.Value);
        var target = presses.Target(actual);
        var reply = await AskAsync(session, Line(target), stoppingToken).ConfigureAwait(false);
        return reply is null ? Closed : Conclude(target, reply.Value);
    }

    private string? Conclude(LedState target, Reply reply)
    {
        if (reply.Code == "stopping")
            return Escaped(reply);
        presses.Acknowledge();
        if (reply.IsOk)
            ButtonTcpLog.Acknowledged(logger, target.Word());
        else
            ButtonTcpLog.Refused(logger, target.Word(), LineText.Escape(reply.Code), LineText.Escape(reply.Text));
        return null;
    }

    private async Task<string?> SendUnacknowledgedAsync(LedSession session, CancellationToken stoppingToken)
    {
        presses.SetConnected(true);
        _isLost = false;
        _backoff.Reset();
        if (!presses.IsPending)
            return null;
        var target = presses.Target(_ownIdea);
        if (await AskAsync(session, Line(target), stoppingToken).ConfigureAwait(false) is { } reply)
        {
            _silentCloses = 0;
            return Conclude(target, reply);
        }
        presses.Acknowledge();
        _ownIdea = target;
        ButtonTcpLog.Sent(logger, target.Word());
        return null;
    }

    private Task<Reply?> AskAsync(LedSession session, string command, CancellationToken stoppingToken) =>
        session.AskAsync(command, ReplyTimeout, time, stoppingToken);

    private void NoteConnected(LedSession session, LedState state)
    {
        presses.SetConnected(true);
        _backoff.Reset();
        _isLost = false;
        ButtonTcpLog.Connected(logger, session.Peer, state.Word());
    }

    // Once for each outage; what the further tries say goes to Debug.
    private void NoteLost(string reason)
    {
        if (_isLost)
            ButtonTcpLog.Ended(logger, reason);
        else
            ButtonTcpLog.Lost(logger, options.Endpoint, reason);
        if (!_isLost && presses.IsPending)
            ButtonTcpLog.Held(logger, options.MaxPressAge);
        _isLost = true;
    }

    private void DropTooOld()
    {
        if (presses.DropTooOld() is { } age)
            ButtonTcpLog.Dropped(logger, age.TotalSeconds);
    }

    private static string Line(LedState state) => state == LedState.On ? "LED ON" : "LED OFF";

    private static string Escaped(Reply reply) => LineText.Escape($"{reply.Code} {reply.Text}".Trim(), 160);
}
