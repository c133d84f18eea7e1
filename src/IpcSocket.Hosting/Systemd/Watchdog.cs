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
    // A timer counts whole milliseconds: below this, the loop would never wait. Timers end at about a month.
    private static readonly TimeSpan MinTime = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(30);

    private readonly TimeSpan _interval = watchdogTime / 2;
    // Told while there is time to tell it: when the next sign is due, the service manager is about to kill.
    private readonly TimeSpan _patience = watchdogTime / 4;
    private Task<string?> _answer = Task.FromResult<string?>(null);
    private bool _failed;

    /// <summary>The time that the environment sets for this process; null when it sets none.</summary>
    public static TimeSpan? ReadTime(DaemonEnvironment environment)
    {
        var pid = environment.Variable(SystemdVariables.WatchdogPid);
        if (pid is not null && pid != environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return null;
        var written = environment.Variable(SystemdVariables.WatchdogUsec);
        var isNumber = long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds);
        if (!isNumber || microseconds == 0)
            return null;
        return TimeSpan.FromMicroseconds(Math.Clamp(microseconds, (long)MinTime.TotalMicroseconds, (long)MaxTime.TotalMicroseconds));
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            // Taken here: a pool without a free thread begins the probe only when the source is disposed of.
            var probeToken = ending.Token;
            var next = Task.Delay(_interval, time, stoppingToken);
            // One that never came back is still under way; another beside it would say nothing new.
            if (_answer.IsCompleted)
                _answer = Task.Run(() => ProbeAsync(probeToken), CancellationToken.None);
            await ConcludeAsync(next, stoppingToken).ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
            await next.ConfigureAwait(false);
        }
    }

    // On a busy machine an answer may take long: late, it is still a sign of life, and the process need not be killed.
    private async Task ConcludeAsync(Task next, CancellationToken stoppingToken)
    {
        try
        {
            await _answer.WaitAsync(_patience, time, stoppingToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Conclude(string.Create(CultureInfo.InvariantCulture, $"no answer within {_patience.TotalSeconds:0.###} s"));
            if (await Task.WhenAny(_answer, next).ConfigureAwait(false) == next)
                return;
        }
        var fault = await _answer.ConfigureAwait(false);
        // What ends with the daemon has failed for no other reason.
        stoppingToken.ThrowIfCancellationRequested();
        Conclude(fault);
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

    // Says what is wrong, or null. Also without a probe: that this runs at all takes a thread of the pool that is free.
    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var probe in probes)
            {
                if (!await probe.IsAliveAsync(cancellationToken).ConfigureAwait(false))
                    return "its work does not go on";
            }
            return null;
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }
}
