using System.Net.Sockets;
using IpcSocket.Hosting.Systemd;
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
internal sealed class LedLink : ILiveness, IDisposable
{
    // A led-tcp that is killed between our question and its reply looks the same as the C original, but not several times running.
    private const int SilentClosesToBelieve = 3;

    private const string Closed = "it closed the connection";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(5);

    // Nothing the link does takes longer than its time-outs; while it has nothing to do it answers at once.
    private static readonly TimeSpan LongestStep = ConnectTimeout + (3 * ReplyTimeout);

    private readonly PressQueue _presses;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private volatile ButtonTcpOptions _options;
    private CancellationTokenSource _newServer = new();
    private int _silentCloses;
    private LedState _ownIdea;
    private bool _isLost;
    private long _step;
    private volatile string _status = "not connected yet";

    /// <param name="options">Where led-tcp is, and how long a press is kept.</param>
    /// <param name="presses">What is to be done.</param>
    /// <param name="changed">Called when <see cref="Status"/> has changed; must not block.</param>
    /// <param name="logger">Where outages and acknowledged presses are told.</param>
    /// <param name="time">The clock of time-outs and waits.</param>
    public LedLink(ButtonTcpOptions options, PressQueue presses, Action changed, ILogger<LedLink> logger, TimeProvider time)
    {
        (_options, _presses, _changed, _logger, _time) = (options, presses, changed, logger, time);
        _step = time.GetTimestamp();
    }

    /// <summary>Where things stand, in a few words.</summary>
    public string Status => _presses.IsPending ? $"{_status}; a press is not acknowledged" : _status;

    private bool IsServerSilent => _silentCloses >= SilentClosesToBelieve;

    /// <summary>Goes by new settings: at once if led-tcp is somewhere else now.</summary>
    public void Use(ButtonTcpOptions options)
    {
        var isElsewhere = options.Endpoint != _options.Endpoint;
        _options = options;
        if (isElsewhere)
            Interlocked.Exchange(ref _newServer, new CancellationTokenSource()).Cancel();
    }

    public void Dispose() => _newServer.Dispose();

    /// <summary>True when the loop notices presses, or is at one of its steps no longer than a step can take.</summary>
    public async ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        if (_presses.AskWaiterAsync(cancellationToken) is not { } answer)
            return _time.GetElapsedTime(Interlocked.Read(ref _step)) < LongestStep;
        await answer.ConfigureAwait(false);
        return true;
    }

    /// <summary>Runs until it is cancelled. An outage of any kind ends in another try.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, Volatile.Read(ref _newServer).Token);
            try
            {
                await TryAsync(ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // led-tcp is somewhere else now; what was known of the old one says nothing of it.
                _presses.SetConnected(false);
                _silentCloses = 0;
                _backoff.Reset();
            }
        }
    }

    private async Task TryAsync(CancellationToken endingToken)
    {
        NoteStep();
        DropTooOld();
        if (IsServerSilent)
            await _presses.WaitAsync(endingToken).ConfigureAwait(false);
        NoteStep();
        var reason = await TryConnectionAsync(endingToken).ConfigureAwait(false);
        // That the C original closes after a command is no outage: the presses behind it count one by one.
        _presses.SetConnected(reason is null && IsServerSilent);
        if (reason is not null)
            NoteLost(reason);
        NoteStep();
        if (!IsServerSilent || _isLost)
            await Task.Delay(_backoff.Next(), _time, endingToken).ConfigureAwait(false);
    }

    // Returns why led-tcp cannot be reached, or null when it was a connection as it should be.
    private async Task<string?> TryConnectionAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var session = await LedSession.ConnectAsync(_options.Endpoint, ConnectTimeout, stoppingToken).ConfigureAwait(false);
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
                ButtonTcpLog.Silent(_logger, _options.Endpoint);
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
        var press = Task.CompletedTask;
        try
        {
            while (true)
            {
                press = _presses.WaitAsync(ending.Token);
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
            await press.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // One press. Others may have switched the LED since it was last asked for.
    private async Task<string?> SwitchAsync(LedSession session, CancellationToken stoppingToken)
    {
        NoteStep();
        var status = await AskAsync(session, "LED STATUS", stoppingToken).ConfigureAwait(false);
        if (status is null || !LedStates.TryParse(status.Value.Text, out var actual))
            return status is null ? Closed : Escaped(status.Value);
        var target = _presses.Target(actual);
        var reply = await AskAsync(session, Line(target), stoppingToken).ConfigureAwait(false);
        return reply is null ? Closed : Conclude(session, target, reply.Value);
    }

    private string? Conclude(LedSession session, LedState target, Reply reply)
    {
        if (reply.Code == "stopping")
            return Escaped(reply);
        _presses.Acknowledge();
        if (reply.IsOk)
            ButtonTcpLog.Acknowledged(_logger, target.Word());
        else
            ButtonTcpLog.Refused(_logger, target.Word(), LineText.Escape(reply.Code), LineText.Escape(reply.Text));
        SetStatus(reply.IsOk ? $"connected to {session.Peer}; LED {target.Word()}" : $"connected to {session.Peer}");
        return null;
    }

    private async Task<string?> SendUnacknowledgedAsync(LedSession session, CancellationToken stoppingToken)
    {
        _presses.SetConnected(true);
        _isLost = false;
        _backoff.Reset();
        if (!_presses.IsPending)
            return null;
        var target = _presses.Target(_ownIdea);
        if (await AskAsync(session, Line(target), stoppingToken).ConfigureAwait(false) is { } reply)
        {
            _silentCloses = 0;
            return Conclude(session, target, reply);
        }
        _presses.Acknowledge();
        _ownIdea = target;
        SetStatus($"connected now and then to {session.Peer}, which does not acknowledge");
        ButtonTcpLog.Sent(_logger, target.Word());
        return null;
    }

    private Task<Reply?> AskAsync(LedSession session, string command, CancellationToken stoppingToken) =>
        session.AskAsync(command, ReplyTimeout, _time, stoppingToken);

    private void NoteConnected(LedSession session, LedState state)
    {
        _presses.SetConnected(true);
        _backoff.Reset();
        _isLost = false;
        SetStatus($"connected to {session.Peer}; LED {state.Word()}");
        ButtonTcpLog.Connected(_logger, session.Peer, state.Word());
    }

    // Once for each outage; what the further tries say goes to Debug.
    private void NoteLost(string reason)
    {
        if (_isLost)
            ButtonTcpLog.Ended(_logger, reason);
        else
            ButtonTcpLog.Lost(_logger, _options.Endpoint, reason);
        if (!_isLost && _presses.IsPending)
            ButtonTcpLog.Held(_logger, _options.MaxPressAge);
        SetStatus($"not connected to {_options.Endpoint}: {reason}");
        _isLost = true;
    }

    private void DropTooOld()
    {
        if (_presses.DropTooOld(_options.MaxPressAge) is { } age)
            ButtonTcpLog.Dropped(_logger, age.TotalSeconds);
    }

    private void NoteStep() => Interlocked.Exchange(ref _step, _time.GetTimestamp());

    private void SetStatus(string status)
    {
        _status = status;
        _changed();
    }

    private static string Line(LedState state) => state == LedState.On ? "LED ON" : "LED OFF";

    private static string Escaped(Reply reply) => LineText.Escape($"{reply.Code} {reply.Text}".Trim(), 160);
}
