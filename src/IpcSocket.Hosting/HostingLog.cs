using Microsoft.Extensions.Logging;

namespace IpcSocket.Hosting;

/// <summary>Everything this project logs. Its event ids are 1 to 99.</summary>
internal static partial class HostingLog
{
    /// <summary>The category of these messages.</summary>
    public const string Category = "IpcSocket.Hosting";

    [LoggerMessage(1, LogLevel.Error, "{Fault}")]
    public static partial void ConfigurationFault(this ILogger logger, string fault);

    [LoggerMessage(2, LogLevel.Error, "{Reason}")]
    public static partial void Ended(this ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Debug, "What the system said")]
    public static partial void EndedBecause(this ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Critical, "{Service} ended without being asked to")]
    public static partial void ServiceReturned(this ILogger logger, string service);

    [LoggerMessage(5, LogLevel.Critical, "{Service} failed")]
    public static partial void ServiceFailed(this ILogger logger, string service, Exception exception);

    [LoggerMessage(6, LogLevel.Critical, "The daemon failed")]
    public static partial void DaemonFailed(this ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "{Service} did not stop within {Seconds} s")]
    public static partial void ServiceNotStopped(this ILogger logger, string service, double seconds);

    [LoggerMessage(8, LogLevel.Error, "A task failed and nobody waited for it")]
    public static partial void TaskLost(this ILogger logger, Exception exception);

    [LoggerMessage(9, LogLevel.Error, "The line for systemctl status could not be made")]
    public static partial void StatusFailed(this ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Error, "The daemon does not call itself alive: {Fault}")]
    public static partial void NotAlive(this ILogger logger, string fault);

    [LoggerMessage(11, LogLevel.Warning, "The daemon is alive again")]
    public static partial void AliveAgain(this ILogger logger);

    [LoggerMessage(12, LogLevel.Warning, "{Fault}; no socket is taken over")]
    public static partial void InheritanceFault(this ILogger logger, string fault);

    [LoggerMessage(13, LogLevel.Information, "Settings read again")]
    public static partial void SettingsReadAgain(this ILogger logger);

    [LoggerMessage(14, LogLevel.Error, "Settings read again; the old settings stay")]
    public static partial void OldSettingsStay(this ILogger logger);

    [LoggerMessage(15, LogLevel.Error, "The new settings could not be applied")]
    public static partial void ReloadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "A restart is needed for the new value of {Keys}")]
    public static partial void RestartNeeded(this ILogger logger, string keys);

    [LoggerMessage(17, LogLevel.Warning, "{Error}; the service manager is not notified")]
    public static partial void NotifySocketIgnored(this ILogger logger, string error);
}
