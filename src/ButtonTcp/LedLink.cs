using System.Net.Sockets;
using IpcSocket.Hosting.Systemd;
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

    private readonly PressQueue _presses;
    private readonly PressDelivery _delivery;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly LinkReports _reports;
    private readonly ReconnectSchedule _schedule;
    private volatile ButtonTcpOptions _options;
    private CancellationTokenSource _newServer = new();
    private int _silentCloses;
    private long _step;

    /// <param name="options">Where led-tcp is, and how long a press is kept.</param>
    /// <param name="presses">What is to be done.</param>
    /// <param name="changed">Called when <see cref="Status"/> has changed; must not block.</param>
    /// <param name="logger">Where outages and acknowledged presses are told.</param>
    /// <param name="time">The clock of time-outs and waits.</param>
    public LedLink(ButtonTcpOptions options, PressQueue presses, Action changed, ILogger<LedLink> logger, TimeProvider time)
    {
        (_options, _presses, _changed, _logger, _time) = (options, presses, changed, logger, time);
        _delivery = new PressDelivery(presses, logger);
        _reports = new LinkReports(presses, changed, logger);
        _schedule = new ReconnectSchedule(time);
        _step = time.GetTimestamp();
    }

    /// <inheritdoc cref="LinkReports.Status"/>
    public string Status => _reports.Status;

    private bool IsServerSilent => _silentCloses >= SilentClosesToBelieve;

    /// <summary>Goes by new settings: at once if led-tcp is somewhere else now.</summary>
    public void Use(ButtonTcpOptions options)
    {
        var isElsewhere = options.Endpoint != _options.Endpoint;
        _options = options;
        if (!isElsewhere)
            return;
        ButtonTcpLog.ServerChanged(_logger, options.Endpoint);
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
                _schedule.Reset();
                _reports.OnServerChanged(_options.Endpoint);
            }
        }
    }

    private async Task TryAsync(CancellationToken endingToken)
    {
        NoteStep();
        _reports.DropTooOld(_options.MaxPressAge);
        if (IsServerSilent)
            await _presses.WaitAsync(endingToken).ConfigureAwait(false);
        NoteStep();
        var reason = await TryConnectionAsync(endingToken).ConfigureAwait(false);
        _schedule.OnEnded();
        // That the C original closes after a command is no outage: the presses behind it count one by one.
        _presses.SetConnected(reason is null && IsServerSilent);
        if (reason is not null)
            _reports.OnLost(_options, reason);
        NoteStep();
        if (!IsServerSilent || _reports.IsLost)
            await PauseAsync(endingToken).ConfigureAwait(false);
    }

    // Each press wakes it: the pause may be over for a press that has just happened.
    private async Task PauseAsync(CancellationToken endingToken)
    {
        while (_schedule.TimeLeft(_presses.NewestTimestamp) is var left && left > TimeSpan.Zero)
            await _presses.WaitForNextAsync(left, _time, endingToken).ConfigureAwait(false);
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
        LedReport report = default;
        if (!greeting.Value.IsOk || (session.Leds.Count == 0 && !LedReport.TryParse(greeting.Value.Text, out report)))
            return LedSession.Shown(greeting.Value);
        _schedule.OnGreeted();
        NoteReached();
        _reports.OnConnected(session, session.Leds.StateOf("") ?? report.State);
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
                _reports.LogFolded();
                if (await _delivery.DeliverAsync(session, stoppingToken).ConfigureAwait(false) is { } reason)
                    return reason;
                _schedule.OnPressConcluded();
                _changed();
            }
        }
        finally
        {
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
        // Only now: a server may accept connections and close them at once.
        _schedule.OnPressConcluded();
        _reports.OnSent(session, isSilent);
        if (!isSilent)
            _silentCloses = 0;
    }

    private void NoteReached()
    {
        _presses.SetConnected(true);
        // To connect may have taken seconds.
        _reports.DropTooOld(_options.MaxPressAge);
        _reports.LogFolded();
    }

    private void NoteChange(WatchedLeds leds)
    {
        ButtonTcpLog.Watched(_logger, leds);
        _changed();
    }

    private void NoteStep() => Interlocked.Exchange(ref _step, _time.GetTimestamp());
}
