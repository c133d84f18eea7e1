using Serilog.Core;
using Serilog.Events;

namespace IpcSocket.Hosting.Logging;

/// <summary>
/// Writes to this machine's log: to the journal, or where none answers to the syslog daemon, never to both. A message that nobody takes
/// at once is dropped and counted; the count follows, as a warning, the next message that is taken. Never blocks, never throws.
/// </summary>
internal sealed class LocalSyslogSink : ILogEventSink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly JournalTarget _journal;
    private readonly DevLogTarget _devLog;
    private long _lost;

    public LocalSyslogSink(JournalTarget journal, DevLogTarget devLog) => (_journal, _devLog) = (journal, devLog);

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
        {
            // The message first: in a queue with one free place the report must not take the place of what is to be told.
            if (!IsTaken(logEvent))
                _lost++;
            else if (_lost > 0 && IsTaken(LossReport.Of(_lost, "the system log did not take them")))
                _lost = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _journal.Dispose();
            _devLog.Dispose();
        }
    }

    // A journal that is there but full stays the one to ask: /dev/log beside it usually leads to the same journal.
    private bool IsTaken(LogEvent logEvent) => _journal.Send(logEvent) switch
    {
        Sent.Taken => true,
        Sent.Refused => false,
        _ => _devLog.Send(logEvent) == Sent.Taken,
    };
}
