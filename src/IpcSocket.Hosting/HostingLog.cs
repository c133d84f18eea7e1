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
}
