using IpcSocket.Hosting;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Platform;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>The daemon's life: the button before it is ready, then two loops, one that reads presses and one that gets them acknowledged.</summary>
internal sealed class ButtonTcpService : BackgroundService, ILiveness
{
    private readonly CurrentOptions<ButtonTcpOptions> _options;
    private readonly IServiceStatus _status;
    private readonly ILogger<ButtonTcpService> _logger;
    private readonly IButton _button;
    private readonly PressQueue _presses = new(new DesiredState(TimeProvider.System));
    private readonly LedLink _link;

    public ButtonTcpService(CurrentOptions<ButtonTcpOptions> options, IServiceStatus status, ILoggerFactory loggers)
    {
        (_options, _status) = (options, status);
        _logger = loggers.CreateLogger<ButtonTcpService>();
        _button = AdapterFactory.CreateButton(options.Value.Button, loggers);
        _link = new LedLink(options.Value, _presses, status.Changed, loggers.CreateLogger<LedLink>(), TimeProvider.System);
    }

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
        ButtonTcpLog.Watching(_logger, _options.Value.Button.Adapter, _options.Value.Endpoint);
        _status.Set(() => _link.Status);
        _options.OnReload(ApplyAsync);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken) => _link.IsAliveAsync(cancellationToken);

    public override void Dispose()
    {
        _link.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] loops = [ReadPressesAsync(either.Token), _link.RunAsync(either.Token)];
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
            if (!edge.Pressed)
                continue;
            if (_presses.Press(edge.Timestamp))
                ButtonTcpLog.Held(_logger, _options.Value.MaxPressAge);
            _status.Changed();
        }
    }

    private Task<IReadOnlyList<string>> ApplyAsync(ButtonTcpOptions old, ButtonTcpOptions wanted, CancellationToken cancellationToken)
    {
        _link.Use(wanted);
        return Task.FromResult<IReadOnlyList<string>>([]);
    }
}
