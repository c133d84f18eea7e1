using System.Globalization;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// Gives a sign of life at half of the time after which the service manager would kill the daemon (<c>sd_watchdog_enabled(3)</c>), and only
/// when every probe has just returned true.
/// </summary>
internal sealed class Watchdog(
    ISystemdNotifier notifier, IReadOnlyCollection<ILiveness> probes, TimeSpan watchdogTime, TimeProvider time, ILogger logger)
{
    private readonly TimeSpan _interval = watchdogTime / 2;
    // A sign that comes at the very end of its time could come too late.
    private readonly TimeSpan _limit = watchdogTime / 4;
    private Task<bool> _probe = Task.FromResult(true);
    private bool _failed;

    /// <summary>The time that the environment sets for this process; null when it sets none.</summary>
    public static TimeSpan? ReadTime(DaemonEnvironment environment)
    {
        var pid = environment.Variable(SystemdVariables.WatchdogPid);
        if (pid is not null && pid != environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return null;
        var written = environment.Variable(SystemdVariables.WatchdogUsec);
        var isNumber = long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds);
        // Beyond a month timers end, and nobody waits so long.
        return isNumber && microseconds > 0 ? TimeSpan.FromMicroseconds(Math.Min(microseconds, (long)TimeSpan.FromDays(30).TotalMicroseconds)) : null;
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var next = Task.Delay(_interval, time, stoppingToken);
            Conclude(await ProbeAsync(stoppingToken).ConfigureAwait(false));
            await next.ConfigureAwait(false);
        }
    }

    private void Conclude(string? fault)
    {
        if (fault is null)
        {
            notifier.Notify(ServiceState.Watchdog);
            if (_failed)
                logger.AliveAgain();
        }
        else if (!_failed)
        {
            logger.NotAlive(fault);
        }

        _failed = fault is not null;
    }

    // Says what is wrong, or null.
    private async Task<string?> ProbeAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        // Taken here: a pool without a free thread begins the probe only when the source is disposed of.
        var answerToken = ending.Token;
        try
        {
            // One that never came back is still under way; another beside it would say nothing new.
            if (_probe.IsCompleted)
                _probe = Task.Run(() => AskAllAsync(answerToken), CancellationToken.None);
            return await _probe.WaitAsync(_limit, time, stoppingToken).ConfigureAwait(false) ? null : "its work does not go on";
        }
        catch (TimeoutException)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {_limit.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            return e.Message;
        }
    }

    // Also without a probe: that this runs at all takes a thread of the pool that is free.
    private async Task<bool> AskAllAsync(CancellationToken cancellationToken)
    {
        foreach (var probe in probes)
        {
            if (!await probe.IsAliveAsync(cancellationToken).ConfigureAwait(false))
                return false;
        }

        return true;
    }
}
