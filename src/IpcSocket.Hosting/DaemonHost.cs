using IpcSocket.Hosting.Systemd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Hosting;

/// <summary>
/// Runs the generic host and finds the exit status, which the host itself does not: a service that threw or returned leaves it at 0, and a
/// service manager would take the dead daemon for one that was done.
/// </summary>
internal sealed class DaemonHost
{
    private readonly IHost _host;
    private readonly ILogger _logger;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly SystemdContract _systemd;
    private readonly List<BackgroundService> _services = [];
    private readonly HashSet<ILiveness> _probes = new(ReferenceEqualityComparer.Instance);
    private int _exitStatus = ExitCode.Success;

    private DaemonHost(IHost host, ILogger logger, SystemdContract systemd)
    {
        (_host, _logger, _systemd) = (host, logger, systemd);
        _lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        _probes.UnionWith(host.Services.GetServices<ILiveness>());
        foreach (var service in host.Services.GetServices<IHostedService>())
        {
            if (service is BackgroundService background)
                _services.Add(background);
            if (service is ILiveness probe)
                _probes.Add(probe);
        }
    }

    /// <summary>Builds the host, runs it until it stops, and returns the exit status. Never throws.</summary>
    /// <param name="builder">With everything registered.</param>
    /// <param name="unfiltered">Takes what is said when there is no host to ask for the user's log levels.</param>
    /// <param name="systemd">Is told of the daemon's life.</param>
    /// <param name="onReady">Called when the services have started, with the logger and a token that is cancelled by the stop.</param>
    public static async Task<int> RunAsync(
        HostApplicationBuilder builder, ILogger unfiltered, SystemdContract systemd, Action<ILogger, CancellationToken> onReady)
    {
        var logger = unfiltered;
        void OnLostException(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            logger.TaskLost(e.Exception);
            e.SetObserved();
        }

        TaskScheduler.UnobservedTaskException += OnLostException;
        try
        {
            using var host = builder.Build();
            logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(HostingLog.Category);
            systemd.Status.Logger = logger;
            return await new DaemonHost(host, logger, systemd).RunAsync(onReady).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return Tell(logger, systemd.Lifecycle, e);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnLostException;
        }
    }

    /// <summary>Logs what ended the daemon and returns the exit status that goes with it.</summary>
    public static int Tell(ILogger logger, ServiceLifecycle lifecycle, Exception exception)
    {
        lifecycle.Failed(exception.Message);
        if (exception is not DaemonException reason)
        {
            logger.DaemonFailed(exception);
            return ExitCode.Failure;
        }

        logger.Ended(reason.Message);
        if (reason.InnerException is { } cause)
            logger.EndedBecause(cause);
        return reason.ExitStatus;
    }

    private async Task<int> RunAsync(Action<ILogger, CancellationToken> onReady)
    {
        if (_systemd.Sockets.Fault is { } fault)
            _logger.InheritanceFault(fault);
        if (_systemd.NotifyError is { } error)
            _logger.NotifySocketIgnored(error);
        using var stopping = _lifetime.ApplicationStopping.UnsafeRegister(_ => _systemd.Lifecycle.Stopping(), null);
        try
        {
            await _host.StartAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            // Told to stop while it was still starting: what had been started is stopped below.
        }

        _systemd.Lifecycle.Ready();
        onReady(_logger, _lifetime.ApplicationStopping);
        var watchdog = WatchdogAsync();
        var watches = _services.ConvertAll(WatchAsync);
        await _host.WaitForShutdownAsync().ConfigureAwait(false);
        await watchdog.ConfigureAwait(false);
        for (var i = 0; i < _services.Count; i++)
        {
            var service = _services[i];
            if (service.ExecuteTask is { IsCompleted: false })
                EndWith(ExitCode.Failure, () => _logger.ServiceNotStopped(NameOf(service), Daemon.ShutdownTimeout.TotalSeconds));
            else
                await watches[i].ConfigureAwait(false);
        }

        return _exitStatus;
    }

    private async Task WatchdogAsync()
    {
        if (_systemd.WatchdogTime is not { } time || !_systemd.Notifier.IsEnabled)
            return;
        try
        {
            var watchdog = new Watchdog(_systemd.Notifier, _probes, time, _systemd.Time, _logger);
            await watchdog.RunAsync(_lifetime.ApplicationStopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            // A daemon that stops is not watched.
        }
    }

    /// <summary>Waits for the end of one service, and stops the daemon with it when nobody had asked for that.</summary>
    private async Task WatchAsync(BackgroundService service)
    {
        if (service.ExecuteTask is not { } execution)
            return;

        try
        {
            await execution.ConfigureAwait(false);
            if (!IsStopping)
                EndWith(ExitCode.Failure, () => _logger.ServiceReturned(NameOf(service)));
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            // How a service ends that was told to.
        }
        catch (DaemonException e)
        {
            EndWith(e.ExitStatus, () => Tell(_logger, _systemd.Lifecycle, e));
        }
        catch (Exception e)
        {
            EndWith(ExitCode.Failure, () => _logger.ServiceFailed(NameOf(service), e));
        }

        _lifetime.StopApplication();
    }

    private bool IsStopping => _lifetime.ApplicationStopping.IsCancellationRequested;

    // The first thing that went wrong names the status: what follows may only be its consequence.
    private void EndWith(int exitStatus, Action tell)
    {
        Interlocked.CompareExchange(ref _exitStatus, exitStatus, ExitCode.Success);
        tell();
    }

    private static string NameOf(BackgroundService service) => service.GetType().Name;
}
