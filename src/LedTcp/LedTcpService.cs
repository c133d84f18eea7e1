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
    CurrentOptions<LedTcpOptions> options, InheritedSockets inherited, Remains remains, IServiceStatus status, ILoggerFactory loggers)
    : BackgroundService, ILiveness
{
    private readonly ILogger<LedTcpService> _logger = loggers.CreateLogger<LedTcpService>();
    private readonly TaskCompletionSource _lostAddress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LedBank? _bank;
    private Watchers? _watchers;
    private LineServer? _server;

    /// <summary>Everything that can fail at the start is done here: ExecuteAsync runs in the background, when the host already calls itself started.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _bank = OpenBank();
            _watchers = new Watchers(_bank);
            _server = CreateServer(_bank, _watchers);
            _server.Listen(await OpenAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is DeviceException or ListenException)
        {
            throw new DaemonException(exception.Message, ExitCode.Failure, exception);
        }
        LedTcpLog.Listening(_logger, Addresses(), _bank.Adapters);
        status.Set(StatusText);
        options.OnReload(ApplyAsync);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A question that takes the way of every command: accept loop, connection, parser, the LED's owner, and back.</summary>
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
        await using (_server!.ConfigureAwait(false))
        {
            var run = _server!.RunAsync(stoppingToken);
            await (await Task.WhenAny(run, _lostAddress.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
        // A daemon that ends for another reason is started again.
        if (stoppingToken.IsCancellationRequested && !remains.IsRestart)
            _bank!.Stop();
        LedTcpLog.Stopped(_logger, _server.Counters.Lines, _server.Counters.Accepted);
    }

    private async Task<IReadOnlyList<ListenSocket>> OpenAsync(CancellationToken cancellationToken) => inherited.All.Count > 0
        ? [.. inherited.All.Select(s => ListenSocket.Adopt(s.Descriptor))]
        : await ListenSocket.BindAsync(options.Value.Endpoint, cancellationToken).ConfigureAwait(false);

    private LedBank OpenBank()
    {
        var requests = new LineRequestStore(remains.Store, _logger);
        var bank = new LedBank(
            [.. options.Value.Leds.Select(led => (led, AdapterFactory.CreateLed(led.Device, requests, loggers)))],
            remains.OpenMemory([.. options.Value.Leds.Select(led => led.Name)], _logger, TimeProvider.System),
            OnChanged,
            loggers.CreateLogger<LedBank>(),
            TimeProvider.System);
        // Lines that the configuration no longer means.
        foreach (var entry in remains.Store.RemoveUnclaimed())
            LedTcpLog.RequestLetGo(_logger, entry);
        return bank;
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
            if (inherited.All.Count > 0)
                LedTcpLog.AddressIsInherited(_logger, Addresses());
            else if (await MoveAsync(old.Endpoint, wanted.Endpoint, cancellationToken).ConfigureAwait(false) is { } fault)
                return [fault];
        }
        _server!.Options = Within(wanted.Limits);
        status.Changed();
        return [];
    }

    // Returns why it could not; then it listens where it did.
    private async Task<string?> MoveAsync(Endpoint old, Endpoint wanted, CancellationToken cancellationToken)
    {
        try
        {
            if (wanted.Port == old.Port)
            {
                // The new addresses may hold the old one, as * holds 127.0.0.1, and the kernel does not give both out at the same time.
                await _server!.StopListeningAsync().ConfigureAwait(false);
            }
            var sockets = await ListenSocket.BindAsync(wanted, cancellationToken).ConfigureAwait(false);
            await _server!.StopListeningAsync().ConfigureAwait(false);
            _server.Listen(sockets);
            LedTcpLog.Listening(_logger, Addresses(), _bank!.Adapters);
            return null;
        }
        catch (ListenException exception)
        {
            if (_server!.Endpoints.Count == 0)
                await ReturnAsync(old).ConfigureAwait(false);
            return exception.Message;
        }
    }

    private async Task ReturnAsync(Endpoint old)
    {
        try
        {
            _server!.Listen(await ListenSocket.BindAsync(old).ConfigureAwait(false));
        }
        catch (ListenException exception)
        {
            // A server that listens nowhere is of no use: another start may have more luck.
            _lostAddress.TrySetException(new DaemonException(exception.Message, ExitCode.Failure, exception));
        }
    }

    private string StatusText()
    {
        var count = _server!.Counters.Connections;
        return $"LED {_bank!.Default.State.Word()}; {count} connection{(count == 1 ? "" : "s")} on {Addresses()}";
    }

    private string Addresses() => string.Join(", ", _server!.Endpoints);
}
