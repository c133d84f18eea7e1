using IpcSocket.Hosting;
using IpcSocket.Platform;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>The daemon's life: the button before it is ready, then two loops, one that reads presses and one that gets them acknowledged.</summary>
internal sealed class ButtonTcpService(CurrentOptions<ButtonTcpOptions> current, ILoggerFactory loggers) : BackgroundService
{
    private readonly ILogger<ButtonTcpService> _logger = loggers.CreateLogger<ButtonTcpService>();
    private readonly ButtonTcpOptions _options = current.Value;
    private readonly PressQueue _presses = new(new DesiredState(current.Value.MaxPressAge, TimeProvider.System));
    private readonly IButton _button = AdapterFactory.CreateButton(current.Value.Adapter, current.Value.Fifo, loggers);

    /// <summary>Opens the button, so that no press is lost once the daemon calls itself ready. That led-tcp is there is not waited for.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _button.Open();
        }
        catch (DeviceException exception)
        {
            throw new DaemonException(exception.Message, ExitCode.Failure, exception);
        }
        ButtonTcpLog.Watching(_logger, _options.Adapter, _options.Endpoint);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var link = new LedLink(_options, _presses, loggers.CreateLogger<LedLink>(), TimeProvider.System);
        Task[] loops = [ReadPressesAsync(either.Token), link.RunAsync(either.Token)];
        // If one loop fails the other must not keep half a daemon alive.
        await Task.WhenAny(loops).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(loops).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
        catch (DeviceException exception)
        {
            throw new DaemonException(exception.Message, ExitCode.Failure, exception);
        }
        finally
        {
            await _button.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task ReadPressesAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var edge = await _button.ReadAsync(stoppingToken).ConfigureAwait(false);
            if (edge.Pressed && _presses.Press(edge.Timestamp))
                ButtonTcpLog.Held(_logger, _options.MaxPressAge);
        }
    }
}
