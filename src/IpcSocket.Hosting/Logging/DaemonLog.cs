using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Configuration;
using Serilog.Extensions.Logging;

namespace IpcSocket.Hosting.Logging;

/// <summary>
/// Where a daemon's log lines go: to the local system log, and to standard output unless systemd has put the journal there. Each target
/// has a bounded queue and a thread of its own, and a full queue drops: no log line ever holds up the daemon or the other target.
/// </summary>
internal sealed class DaemonLog : IDisposable
{
    /// <summary>Log lines that wait for one target at most.</summary>
    public const int QueueLimit = 4096;

    /// <summary>
    /// How long the end of the process waits for lines that are still queued: until a target is taken for stuck, not for slow. A daemon that
    /// fails at its start on a busy machine writes its first line within this time.
    /// </summary>
    public static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(3);

    private readonly Serilog.Core.Logger _serilog;
    private readonly SerilogLoggerProvider _provider;

    private DaemonLog(Serilog.Core.Logger serilog)
    {
        _serilog = serilog;
        _provider = new SerilogLoggerProvider(serilog);
        Logger = _provider.CreateLogger(HostingLog.Category);
    }

    /// <summary>Takes every message, whatever the user's levels: for what is said before there is a host.</summary>
    public Microsoft.Extensions.Logging.ILogger Logger { get; }

    /// <summary>Opens the targets.</summary>
    /// <param name="settings">Where the sockets are.</param>
    /// <param name="program">Whose lines they are.</param>
    /// <param name="environment">Where standard output leads.</param>
    /// <param name="console">False keeps the lines off standard output in any case.</param>
    public static DaemonLog Open(LoggingSettings settings, DaemonProgram program, DaemonEnvironment environment, bool console = true)
    {
        // The levels are the user's, and applied before a message comes here.
        var serilog = new LoggerConfiguration().MinimumLevel.Verbose();
        // Standard output that leads to the journal is no second target: each line would be there twice.
        var stream = environment.OutputIsJournal ? new JournalStreamTarget(environment.ConsoleSink) : null;
        Queue(serilog.WriteTo, environment.Time, to =>
            to.LocalSyslog(program.SyslogIdentifier, Facility.User, settings.JournalSocket, settings.SyslogSocket, stream));
        if (console && stream is null)
            Queue(serilog.WriteTo, environment.Time, to => environment.ConsoleSink(to, new ConsoleLineFormatter()));
        return new DaemonLog(serilog.CreateLogger());
    }

    /// <summary>
    /// Sends what the host's loggers let through here. Not by Serilog's own AddSerilog, whose filter would overrule the user's levels.
    /// </summary>
    public void AddTo(ILoggingBuilder logging) => logging.AddProvider(_provider);

    /// <summary>Writes what is queued and closes the targets; gives up after <see cref="FlushTimeout"/>.</summary>
    public void Dispose()
    {
        // On a thread of its own, which the end of the process does not wait for: a target that is stuck would hold the end up for ever.
        var flush = new Thread(Flush) { IsBackground = true, Name = "log flush" };
        flush.Start();
        flush.Join(FlushTimeout);
    }

    private void Flush()
    {
        try
        {
            _serilog.Dispose();
        }
        catch (Exception)
        {
            // A target that fails at the very end, a full disk for example, has nobody left to be told, and must not change the exit status.
        }
    }

    private static void Queue(LoggerSinkConfiguration to, TimeProvider time, Action<LoggerSinkConfiguration> target)
    {
        var reporting = new DropReportingSink(time);
        to.Async(
            queue => LoggerSinkConfiguration.Wrap(queue, reporting.InFrontOf, target),
            bufferSize: QueueLimit,
            blockWhenFull: false,
            monitor: reporting);
    }
}
