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
    private readonly BackgroundService[] _services;
    private int _exitStatus = ExitCode.Success;

    private DaemonHost(IHost host, ILogger logger)
    {
        (_host, _logger) = (host, logger);
        _lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        _services = [.. host.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
    }

    /// <summary>Builds the host, runs it until it stops, and returns the exit status. Never throws.</summary>
    /// <param name="builder">With everything registered.</param>
    /// <param name="unfiltered">Takes what is said when there is no host to ask for the user's log levels.</param>
    public static async Task<int> RunAsync(HostApplicationBuilder builder, ILogger unfiltered)
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
            return await new DaemonHost(host, logger).RunAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return Tell(logger, e);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnLostException;
        }
    }

    /// <summary>Logs what ended the daemon and returns the exit status that goes with it.</summary>
    public static int Tell(ILogger logger, Exception exception)
    {
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

    private async Task<int> RunAsync()
    {
        try
        {
            await _host.StartAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop while it was still starting: what had been started is stopped below.
        }

        var watches = Array.ConvertAll(_services, WatchAsync);
        await _host.WaitForShutdownAsync().ConfigureAwait(false);
        for (var i = 0; i < _services.Length; i++)
        {
            var service = _services[i];
            if (service.ExecuteTask is { IsCompleted: false })
                EndWith(ExitCode.Failure, () => _logger.ServiceNotStopped(NameOf(service), Daemon.ShutdownTimeout.TotalSeconds));
            else
                await watches[i].ConfigureAwait(false);
        }

        return _exitStatus;
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
            EndWith(e.ExitStatus, () => Tell(_logger, e));
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
