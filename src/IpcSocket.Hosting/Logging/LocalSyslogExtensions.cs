using Serilog;
using Serilog.Configuration;

namespace IpcSocket.Hosting.Logging;

/// <summary>Adds the local system log to a logger.</summary>
internal static class LocalSyslogExtensions
{
    /// <summary>
    /// Writes to the journal or, where there is none, to the syslog daemon. Name and first parameters are those of the package
    /// Serilog.Sinks.Syslog, whose place this takes.
    /// </summary>
    /// <param name="loggerSinkConfig">What it is added to.</param>
    /// <param name="appName">The identifier before the process id.</param>
    /// <param name="facility">The part of the system that messages come from.</param>
    /// <param name="journalSocket">The journal's native socket.</param>
    /// <param name="syslogSocket">The syslog daemon's socket.</param>
    /// <param name="stream">Standard output, where it leads to the journal.</param>
    public static LoggerConfiguration LocalSyslog(
        this LoggerSinkConfiguration loggerSinkConfig,
        string appName,
        Facility facility = Facility.User,
        string journalSocket = LoggingSettings.DefaultJournalSocket,
        string syslogSocket = LoggingSettings.DefaultSyslogSocket,
        JournalStreamTarget? stream = null)
    {
        var identity = new SyslogIdentity(appName, facility, Environment.ProcessId);
        return loggerSinkConfig.Sink(
            new LocalSyslogSink(new JournalTarget(journalSocket, identity), new DevLogTarget(syslogSocket, identity), stream));
    }
}
