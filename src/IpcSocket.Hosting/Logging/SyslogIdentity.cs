using Serilog.Events;

namespace IpcSocket.Hosting.Logging;

/// <summary>Who a syslog or journal message comes from.</summary>
/// <param name="AppName">The identifier before the process id: <c>LED TCP</c>.</param>
/// <param name="Facility">The part of the system.</param>
/// <param name="ProcessId">The process.</param>
internal sealed record SyslogIdentity(string AppName, Facility Facility, int ProcessId)
{
    /// <summary>The severity of <c>syslog(3)</c>: 2 critical, 3 error, 4 warning, 6 informational, 7 debug.</summary>
    public static int SeverityOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => 2,
        LogEventLevel.Error => 3,
        LogEventLevel.Warning => 4,
        LogEventLevel.Information => 6,
        _ => 7,
    };

    /// <summary>Facility and severity as one number, the <c>PRI</c> of RFC 3164.</summary>
    public int PriorityOf(LogEventLevel level) => ((int)Facility * 8) + SeverityOf(level);
}
