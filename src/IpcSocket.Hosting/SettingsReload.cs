using IpcSocket.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Hosting;

/// <summary>Reads the settings again while the daemon runs: all of them take effect, or none.</summary>
/// <param name="read">Reads and judges them as at the start.</param>
/// <param name="atStart">What the daemon started with, and whose configuration the loggers watch.</param>
/// <param name="options">Takes the new options over.</param>
/// <param name="lifecycle">Is told of each reload.</param>
internal sealed class SettingsReload(
    Func<DaemonSettings> read, DaemonSettings atStart, ICurrentOptions options, ServiceLifecycle lifecycle)
{
    /// <summary>Reloads once, and tells how it ended. Never throws.</summary>
    public async Task RunAsync(ILogger logger, CancellationToken stoppingToken)
    {
        if (stoppingToken.IsCancellationRequested)
            return;
        lifecycle.Reloading();
        try
        {
            var error = await TryAsync(logger, stoppingToken).ConfigureAwait(false);
            lifecycle.Reloaded(error);
            if (error is null)
                logger.SettingsReadAgain();
            else
                logger.OldSettingsStay();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The daemon stops; what it would have run with matters no more.
        }
#pragma warning disable CA1031 // A bug in the reading of settings costs the reload, not the daemon.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lifecycle.Reloaded(e.Message);
            logger.ReloadFailed(e);
            logger.OldSettingsStay();
        }
        finally
        {
            if (!stoppingToken.IsCancellationRequested)
                lifecycle.Ready();
        }
    }

    // Returns the first error, or null when the new settings took effect.
    private async Task<string?> TryAsync(ILogger logger, CancellationToken stoppingToken)
    {
        var settings = read();
        var faults = settings.Faults;
        if (faults.Count == 0)
            faults = await options.ReplaceAsync(settings.Options!, stoppingToken).ConfigureAwait(false);
        foreach (var fault in faults)
            logger.ConfigurationFault(fault);
        if (faults.Count > 0)
            return faults[0];

        // Last, because nothing of it can fail: the new log levels.
        atStart.Configuration.Source.Replace(settings.Configuration.Source);
        if (atStart.KeysToRestartFor(settings) is { Count: > 0 } keys)
            logger.RestartNeeded(string.Join(", ", keys));
        return null;
    }
}
