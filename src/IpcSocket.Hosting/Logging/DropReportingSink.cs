using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.Async;

namespace IpcSocket.Hosting.Logging;

/// <summary>A target that may not accept a message, and says so.</summary>
internal interface ILossySink : ILogEventSink
{
    /// <summary>Emits a message; false when it is lost.</summary>
    bool TryEmit(LogEvent logEvent);
}

/// <summary>
/// Stands behind a queue that drops messages it has no room for, in front of the queue's target, and writes there how many were lost: those the
/// queue dropped and those the target did not accept, in one line, at most once in ten seconds.
/// </summary>
/// <param name="time">The clock of that.</param>
internal sealed class DropReportingSink(TimeProvider time) : ILogEventSink, IAsyncLogEventSinkMonitor, IDisposable
{
    private const string QueueWasFull = "the log was slower than the program";
    private const string NotAccepted = "the system log was full or did not answer";

    private readonly LossReport _losses = new(time);
    private IAsyncLogEventSinkInspector? _queue;
    private ILogEventSink? _target;
    private long _dropped;

    /// <summary>Puts this in front of a target.</summary>
    public ILogEventSink InFrontOf(ILogEventSink target)
    {
        _target = target;
        return this;
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        // The message first: in a target with one free place the report must not take the place of the message.
        if (!TryEmit(logEvent))
        {
            _losses.Add(1, NotAccepted);
            return;
        }

        // While the queue is not empty more may be dropped: one report at the end of it instead of a first one that counts too few.
        if (_queue is null or { Count: 0 })
            Report(isLast: false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Report(isLast: true);
        (_target as IDisposable)?.Dispose();
    }

    void IAsyncLogEventSinkMonitor.StartMonitoring(IAsyncLogEventSinkInspector inspector) => _queue = inspector;

    void IAsyncLogEventSinkMonitor.StopMonitoring(IAsyncLogEventSinkInspector inspector) { }

    private void Report(bool isLast)
    {
        var dropped = _queue?.DroppedMessagesCount ?? 0;
        _losses.Add(dropped - _dropped, QueueWasFull);
        _dropped = dropped;
        // A report that is not accepted stays counted, and is tried again behind the next message.
        if (_losses.Due(isLast) is { } report && TryEmit(report))
            _losses.Reported();
    }

    private bool TryEmit(LogEvent logEvent)
    {
        if (_target is ILossySink lossy)
            return lossy.TryEmit(logEvent);
        _target?.Emit(logEvent);
        return true;
    }
}
