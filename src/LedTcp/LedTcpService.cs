using System.Net;
using System.Net.Sockets;
using IpcSocket.Hosting;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Platform;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>The daemon's life: the LED and the sockets before it is ready, the server until it is told to stop.</summary>
internal sealed class LedTcpService(
    CurrentOptions<LedTcpOptions> options,
    InheritedSockets passed,
    ListenerStore listenerStore,
    Remains remains,
    IServiceStatus status,
    ILoggerFactory loggers)
    : BackgroundService, ILiveness
{
    private readonly ILogger<LedTcpService> _logger = loggers.CreateLogger<LedTcpService>();
    private readonly TaskCompletionSource _listenFailure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LedBank? _bank;
    private Watchers? _watchers;
    private LineServer? _server;
    private ListenerSet? _listeners;

    /// <summary>Opens a listening socket.</summary>
    internal Func<IPEndPoint, Endpoint?, ListenSocket> Bind { get; init; } = ListenSocket.Bind;

    /// <summary>Everything that can fail at the start is done here: ExecuteAsync runs in the background, when the host already calls itself started.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _bank = OpenBank();
            _watchers = new Watchers(_bank);
            _server = CreateServer(_bank, _watchers);
            _listeners = new ListenerSet(_server, passed, listenerStore, Bind);
            await _listeners.OpenAsync(options.Value.Endpoint, cancellationToken).ConfigureAwait(false);
            RemoveUnclaimed();
        }
        catch (Exception exception) when (exception is DeviceException or ListenException)
        {
            throw new DaemonException(exception.Message, ExitCode.Failure, exception);
        }
        LedTcpLog.Listening(_logger, Addresses, _bank.Adapters);
        status.Set(StatusText);
        options.OnReload(ApplyAsync);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A question that takes the way of every command: connection, parser, the LED's owner, and back.</summary>
    public async ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken) =>
        await _server!.AskAsync("LED STATUS", cancellationToken).ConfigureAwait(false) is { } reply
        && reply.StartsWith("OK LED", StringComparison.Ordinal);

    public override void Dispose()
    {
        _bank?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var checking = CheckHandlerThreadAsync();
        using var ending = new CancellationTokenSource();
        using var stopping = stoppingToken.Register(() =>
        {
            try
            {
                PrepareEnd();
            }
            finally
            {
                ending.Cancel();
            }
        });
        await using (_server!.ConfigureAwait(false))
        {
            var run = _server!.RunAsync(ending.Token);
            if (await Task.WhenAny(run, _listenFailure.Task).ConfigureAwait(false) != run)
            {
                // As at every other end, each connection is answered before it is closed.
                await ending.CancelAsync().ConfigureAwait(false);
            }
            await run.ConfigureAwait(false);
        }
        await checking.ConfigureAwait(false);
        if (_listenFailure.Task.IsFaulted)
            await _listenFailure.Task.ConfigureAwait(false);
        // A daemon that ends for another reason is started again.
        if (stoppingToken.IsCancellationRequested && !remains.IsRestart)
            _bank!.Stop();
        _bank!.LogHeldChanges();
        LedTcpLog.Stopped(_logger, _server.Counters.Lines, _server.Counters.Accepted);
    }

    private void PrepareEnd()
    {
        if (remains.IsRestart)
            _listeners!.PrepareRestart();
        else
            _listeners!.PrepareStop();
    }

    private async Task CheckHandlerThreadAsync()
    {
        try
        {
            if (!await SocketDefaults.HandlersRunAsConfiguredAsync().ConfigureAwait(false))
                LedTcpLog.HandlersOnThreadPool(_logger);
        }
        catch (SocketException)
        {
            // Without descriptors for the check, other messages are more important.
        }
    }

    private LedBank OpenBank()
    {
        var requests = new LineRequestStore(remains.Store, _logger);
        var bank = new LedBank(
            [.. options.Value.Leds.Select(led => (led, AdapterFactory.CreateLed(led.Device, requests, loggers)))],
            remains.OpenMemory([.. options.Value.Leds.Select(led => led.Name)], _logger, TimeProvider.System),
            OnChanged,
            loggers.CreateLogger<LedBank>(),
            TimeProvider.System);
        return bank;
    }

    // Lines that the configuration no longer means.
    private void RemoveUnclaimed()
    {
        foreach (var entry in remains.Store.RemoveUnclaimed())
            LedTcpLog.RequestLetGo(_logger, entry);
    }

    private void OnChanged()
    {
        status.Changed();
        _watchers?.Wake();
    }

    private LineServer CreateServer(LedBank bank, Watchers watchers)
    {
        var counters = new LineServerCounters();
        var facts = new ServerFacts(Daemon.Version, TimeProvider.System);
        var handler = new LedCommandHandler(bank, watchers, counters, facts, status.Changed);
        return new LineServer(handler, Within(options.Value.Limits), loggers.CreateLogger<LineServer>()) { Counters = counters };
    }

    private LineServerOptions Within(LineServerOptions wanted)
    {
        var most = DescriptorLimit.MostConnections();
        if (wanted.MaxConnections <= most)
            return wanted;
        LedTcpLog.ConnectionsLowered(_logger, wanted.MaxConnections, most);
        return wanted with { MaxConnections = most };
    }

    private async Task<IReadOnlyList<string>> ApplyAsync(LedTcpOptions old, LedTcpOptions wanted, CancellationToken cancellationToken)
    {
        if (wanted.Endpoint != old.Endpoint)
        {
            if (_listeners!.AreInherited)
                LedTcpLog.AddressIsInherited(_logger, Addresses);
            else if (await MoveAsync(wanted.Endpoint, cancellationToken).ConfigureAwait(false) is { } fault)
                return [fault];
        }
        _server!.Options = Within(wanted.Limits);
        status.Changed();
        return [];
    }

    // Returns why it could not; then it listens where it did.
    private async Task<string?> MoveAsync(Endpoint wanted, CancellationToken cancellationToken)
    {
        try
        {
            await _listeners!.MoveAsync(wanted, cancellationToken).ConfigureAwait(false);
            LedTcpLog.Listening(_logger, Addresses, _bank!.Adapters);
            return null;
        }
        catch (ListenException exception)
        {
            // A server that listens nowhere is of no use: another start may have more luck.
            if (_listeners!.IsLost)
                _listenFailure.TrySetException(new DaemonException(exception.Message, ExitCode.Failure, exception));
            return exception.Message;
        }
    }

    private string StatusText()
    {
        var count = _server!.Counters.Connections;
        return $"LED {_bank!.Default.State.Word()}; {CountText.Format(count, "connection")} on {Addresses}";
    }

    /// <summary>The listening addresses, for the log.</summary>
    internal string Addresses => string.Join(", ", _server!.Endpoints);
}
