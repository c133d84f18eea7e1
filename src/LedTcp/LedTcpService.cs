using IpcSocket.Hosting;
using IpcSocket.Platform;
using IpcSocket.Protocol.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>The daemon's life: the LED and the sockets before it is ready, the server until it is told to stop.</summary>
internal sealed class LedTcpService(CurrentOptions<LedTcpOptions> current, ILoggerFactory loggers) : BackgroundService
{
    private readonly ILogger<LedTcpService> _logger = loggers.CreateLogger<LedTcpService>();
    private readonly LedTcpOptions _options = current.Value;
    private LedBank? _bank;
    private LineServer? _server;

    /// <summary>Everything that can fail at the start is done here: ExecuteAsync runs in the background, when the host already calls itself started.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _bank = new LedBank(AdapterFactory.CreateLed(_options.Adapter), loggers.CreateLogger<LedBank>());
            _server = CreateServer(_bank);
            await _server.BindAsync(_options.Endpoint, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DeviceException or ListenException)
        {
            throw new DaemonException(exception.Message, ExitCode.Failure, exception);
        }
        LedTcpLog.Listening(_logger, string.Join(", ", _server.Endpoints), _options.Adapter);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _server?.Dispose();
        _bank?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _server!.RunAsync(stoppingToken).ConfigureAwait(false);
        LedTcpLog.Stopped(_logger, _server.Counters.Lines, _server.Counters.Accepted);
    }

    private LineServer CreateServer(LedBank bank)
    {
        var counters = new LineServerCounters();
        var facts = new ServerFacts(Daemon.Version, TimeProvider.System);
        var handler = new LedCommandHandler(bank, counters, facts, loggers.CreateLogger<LedCommandHandler>());
        return new LineServer(handler, _options.Limits, loggers.CreateLogger<LineServer>()) { Counters = counters };
    }
}
