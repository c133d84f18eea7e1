using System.Net.Sockets;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>
/// Keeps one connection to led-tcp for all buttons, watches the LEDs over it, and turns presses into acknowledged commands: a toggle into the
/// other state than the one watched, by name.
/// </summary>
/// <remarks>
/// A led-tcp that does not know WATCH is asked for the state at each press.
/// A server that closes without ever replying is taken for the C original after a few tries in a row: it has no state to ask for and takes
/// one command to a connection. Then presses are sent by our own idea of the state, until a server replies again.
/// </remarks>
internal sealed class LedLink : ILiveness, IDisposable
{
    // A led-tcp that is killed between our question and its reply looks the same as the C original, but not several times running.
    private const int SilentClosesToBelieve = 3;

    // Nothing the link does takes longer than its time-outs; while it has nothing to do it answers at once.
    private static readonly TimeSpan LongestStep = LedSession.ConnectTimeout + (3 * LedSession.ReplyTimeout);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly PressQueue _presses;
    private readonly PressDelivery _delivery;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), LongestPause);
    private volatile ButtonTcpOptions _options;
    private CancellationTokenSource _newServer = new();
    private int _silentCloses;
    private bool _isLost;
    private long _reachedAt;
    private long _step;
    private volatile Func<string> _status = static () => "not connected yet";

    /// <param name="options">Where led-tcp is, and how long a press is kept.</param>
    /// <param name="presses">What is to be done.</param>
    /// <param name="changed">Called when <see cref="Status"/> has changed; must not block.</param>
    /// <param name="logger">Where outages and acknowledged presses are told.</param>
    /// <param name="time">The clock of time-outs and waits.</param>
    public LedLink(ButtonTcpOptions options, PressQueue presses, Action changed, ILogger<LedLink> logger, TimeProvider time)
    {
        (_options, _presses, _changed, _logger, _time) = (options, presses, changed, logger, time);
        _delivery = new PressDelivery(presses, logger);
        _step = time.GetTimestamp();
    }

    /// <summary>Where things stand, in a few words.</summary>
    public string Status => _presses.IsPending ? $"{_status()}; a press is not acknowledged" : _status();

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
            using var session = await LedSession.ConnectAsync(_options.Endpoint, NoteChange, _time, stoppingToken).ConfigureAwait(false);
            if (!IsServerSilent)
                return await ServeAsync(session, stoppingToken).ConfigureAwait(false);
            await SendUnacknowledgedAsync(session, stoppingToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or InvalidDataException)
        {
            return exception.Message;
        }
    }

    private async Task<string?> ServeAsync(LedSession session, CancellationToken stoppingToken)
    {
        var greeting = await session.AskAsync(LedSession.Watch, stoppingToken).ConfigureAwait(false);
        if (greeting is null)
        {
            if (++_silentCloses == SilentClosesToBelieve)
            {
                // Before it is told: who reads that may press, and those presses count one by one.
                _presses.SetConnected(true);
                ButtonTcpLog.Silent(_logger, _options.Endpoint);
            }
            return null;
        }
        _silentCloses = 0;
        // A led-tcp that is older than WATCH is asked at each press instead; asked here, it shows that it is one.
        if (greeting.Value.Code == "unknown-command")
            greeting = await session.AskAsync(SwitchLine.Toggle.Question, stoppingToken).ConfigureAwait(false);
        if (greeting is null)
            return LedSession.Closed;
        if (session.Leds.Count == 0 && !(greeting.Value.IsOk && LedReport.TryParse(greeting.Value.Text, out _)))
            return LedSession.Shown(greeting.Value);
        NoteConnected(session, greeting.Value);
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
                var line = session.NextAsync();
                if (await Task.WhenAny(line, press).ConfigureAwait(false) == line)
                    return await line.ConfigureAwait(false) ? LedSession.Shown(session.TakeReply()) : LedSession.Closed;
                await press.ConfigureAwait(false);
                NoteStep();
                if (await _delivery.DeliverAsync(session, stoppingToken).ConfigureAwait(false) is { } reason)
                    return reason;
                _backoff.Reset();
                _changed();
            }
        }
        finally
        {
            // A server that greets and closes at once must not be asked ten times a second for ever.
            if (_time.GetElapsedTime(_reachedAt) >= LongestPause)
                _backoff.Reset();
            // Ends the wait that the end of the connection has left behind.
            await ending.CancelAsync().ConfigureAwait(false);
            await press.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendUnacknowledgedAsync(LedSession session, CancellationToken stoppingToken)
    {
        NoteReached();
        if (!_presses.IsPending)
            return;
        var isSilent = await _delivery.SendAsync(session, stoppingToken).ConfigureAwait(false);
        // Not before: it might take connections and break them.
        _isLost = false;
        _backoff.Reset();
        if (!isSilent)
            _silentCloses = 0;
        else
            SetStatus(() => $"connected now and then to {session.Peer}, which does not acknowledge");
    }

    private void NoteReached()
    {
        _presses.SetConnected(true);
        // To connect may have taken seconds.
        DropTooOld();
    }

    private void NoteConnected(LedSession session, Reply greeting)
    {
        NoteReached();
        _isLost = false;
        _reachedAt = _time.GetTimestamp();
        // Made when it is asked for: the LEDs change without our doing.
        SetStatus(() => session.Leds.Count > 0 ? $"connected to {session.Peer}; {session.Leds}" : $"connected to {session.Peer}");
        if (session.Leds.Count > 1)
            ButtonTcpLog.ConnectedToSeveral(_logger, session.Peer, session.Leds);
        else
            ButtonTcpLog.Connected(_logger, session.Peer, greeting.Text.Split(' ', '=')[^1]);
    }

    private void NoteChange(WatchedLeds leds)
    {
        ButtonTcpLog.Watched(_logger, leds);
        _changed();
    }

    // Once for each outage; what the further tries say goes to Debug.
    private void NoteLost(string reason)
    {
        if (_isLost)
        {
            ButtonTcpLog.Ended(_logger, reason);
        }
        else
        {
            ButtonTcpLog.Lost(_logger, _options.Endpoint, reason);
            foreach (var press in _presses.TakeUntold())
                ButtonTcpLog.Held(_logger, press.Noun, _options.MaxPressAge);
        }
        var endpoint = _options.Endpoint;
        SetStatus(() => $"not connected to {endpoint}: {reason}");
        _isLost = true;
    }

    private void DropTooOld()
    {
        foreach (var (press, age) in _presses.DropTooOld(_options.MaxPressAge))
            ButtonTcpLog.Dropped(_logger, press.Noun, age.TotalSeconds);
    }

    private void NoteStep() => Interlocked.Exchange(ref _step, _time.GetTimestamp());

    private void SetStatus(Func<string> status)
    {
        _status = status;
        _changed();
    }
}
