using IpcSocket.Hosting;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Platform;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>
/// The daemon's life: the buttons before it is ready, then the loops, one for each button that reads it and one that gets presses acknowledged.
/// </summary>
internal sealed class ButtonTcpService : BackgroundService, ILiveness
{
    private readonly CurrentOptions<ButtonTcpOptions> _options;
    private readonly IServiceStatus _status;
    private readonly ILogger<ButtonTcpService> _logger;
    private readonly IReadOnlyList<ButtonLoop> _buttons;
    private readonly List<PressLimiter> _limiters = [];
    private readonly PressQueue _presses = new(new DesiredState(TimeProvider.System));
    private readonly LedLink _link;

    public ButtonTcpService(CurrentOptions<ButtonTcpOptions> options, IServiceStatus status, ILoggerFactory loggers)
    {
        (_options, _status) = (options, status);
        _logger = loggers.CreateLogger<ButtonTcpService>();
        _buttons = [.. options.Value.Buttons.Select(button => CreateLoop(button, loggers))];
        _link = new LedLink(options.Value, _presses, status.Changed, loggers.CreateLogger<LedLink>(), TimeProvider.System);
    }

    /// <summary>Opens the buttons, so that no press is lost once the daemon calls itself ready. That led-tcp is there is not waited for.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var button in _buttons)
                button.Open();
        }
        catch (DeviceException exception)
        {
            throw new DaemonException(exception.Message, ExitCode.Failure, exception);
        }
        LogWatching(_options.Value);
        _status.Set(() => _link.Status);
        _options.OnReload(ApplyAsync);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        foreach (var loop in (IEnumerable<ILiveness>)[.. _buttons, _link])
        {
            if (!await loop.IsAliveAsync(cancellationToken).ConfigureAwait(false))
                return false;
        }
        return true;
    }

    public override void Dispose()
    {
        _link.Dispose();
        foreach (var limiter in _limiters)
            limiter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] loops = [.. _buttons.Select(button => button.RunAsync(either.Token)), _link.RunAsync(either.Token)];
        // If one loop fails the others must not keep half a daemon alive.
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
            foreach (var button in _buttons)
                await button.DisposeAsync().ConfigureAwait(false);
        }
    }

    private ButtonLoop CreateLoop(ButtonOptions button, ILoggerFactory loggers)
    {
        // One button needs no name in the log, whatever the configuration calls it.
        var name = _options.Value.Buttons.Count == 1 ? "" : button.Name;
        var limiter = new PressLimiter(name, _logger, TimeProvider.System);
        _limiters.Add(limiter);
        return new ButtonLoop(
            AdapterFactory.CreateButton(button.Device, loggers),
            new Gestures(button.Gestures, TimeProvider.System),
            (gesture, timestamp) => Take(name, button.Gestures, limiter, gesture, timestamp),
            TimeProvider.System);
    }

    private void Take(string button, GestureOptions options, PressLimiter limiter, Gesture gesture, long timestamp)
    {
        if (options.LineOf(gesture) is not { } line || !limiter.TryAdmit())
            return;
        var press = new Press(button, gesture, line, timestamp);
        if (_presses.Add(press))
            ButtonTcpLog.Held(_logger, press.Noun, _options.Value.MaxPressAge);
        _status.Changed();
    }

    private void LogWatching(ButtonTcpOptions options)
    {
        if (options.Buttons is [var only])
            ButtonTcpLog.Watching(_logger, only.Device.Adapter, options.Endpoint);
        else
            ButtonTcpLog.WatchingSeveral(_logger, string.Join(", ", options.Buttons.Select(button => button.Name)), options.Endpoint);
    }

    private Task<IReadOnlyList<string>> ApplyAsync(ButtonTcpOptions old, ButtonTcpOptions wanted, CancellationToken cancellationToken)
    {
        _link.Use(wanted);
        return Task.FromResult<IReadOnlyList<string>>([]);
    }
}
