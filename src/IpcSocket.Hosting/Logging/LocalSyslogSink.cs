using Serilog.Events;

namespace IpcSocket.Hosting.Logging;

/// <summary>
/// Writes to this machine's log: to the journal, or where its socket does not answer to the syslog daemon or, under systemd, to the stream that
/// leads to the journal; never to two of them. A message that is not accepted at once is lost. The sockets never block; nothing throws.
/// </summary>
internal sealed class LocalSyslogSink : ILossySink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly JournalTarget _journal;
    private readonly DevLogTarget _devLog;
    private readonly JournalStreamTarget? _stream;
    private bool _hasJournal;

    /// <param name="journal">Asked first, for every message: a socket may appear and vanish at any time.</param>
    /// <param name="devLog">Asked when the journal does not answer.</param>
    /// <param name="stream">
    /// Used instead of <paramref name="devLog"/> until the journal's socket has accepted a first message: for a service to which the socket is
    /// not visible, or not yet. Later it is of no use, since a journal that was stopped has closed it.
    /// </param>
    public LocalSyslogSink(JournalTarget journal, DevLogTarget devLog, JournalStreamTarget? stream = null) =>
        (_journal, _devLog, _stream) = (journal, devLog, stream);

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent) => TryEmit(logEvent);

    /// <inheritdoc/>
    public bool TryEmit(LogEvent logEvent)
    {
        lock (_gate)
        {
            // A journal that is there but full stays the one to ask: /dev/log beside it usually leads to the same journal.
            var sent = _journal.Send(logEvent);
            _hasJournal |= sent != Sent.Nowhere;
            if (sent != Sent.Nowhere)
                return sent == Sent.Taken;
            if (_stream is null || _hasJournal)
                return _devLog.Send(logEvent) == Sent.Taken;
            _stream.Write(logEvent);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _journal.Dispose();
            _devLog.Dispose();
            _stream?.Dispose();
        }
    }
}
