using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.Async;

namespace IpcSocket.Hosting.Logging;

/// <summary>
/// Stands behind a queue that drops what it has no room for, in front of the queue's slow target, and says there how many were dropped
/// once the queue is empty again.
/// </summary>
internal sealed class DropReportingSink : ILogEventSink, IAsyncLogEventSinkMonitor, IDisposable
{
    private IAsyncLogEventSinkInspector? _queue;
    private ILogEventSink? _target;
    private long _reported;

    /// <summary>Puts this in front of a target.</summary>
    public ILogEventSink InFrontOf(ILogEventSink target)
    {
        _target = target;
        return this;
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        _target?.Emit(logEvent);
        // While the queue is full more will be dropped: one report at the end of it instead of one for each message that got through.
        if (_queue is { Count: 0 })
            Report(_queue.DroppedMessagesCount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_queue is not null)
            Report(_queue.DroppedMessagesCount);
        (_target as IDisposable)?.Dispose();
    }

    void IAsyncLogEventSinkMonitor.StartMonitoring(IAsyncLogEventSinkInspector inspector) => _queue = inspector;

    void IAsyncLogEventSinkMonitor.StopMonitoring(IAsyncLogEventSinkInspector inspector) { }

    private void Report(long dropped)
    {
        if (dropped > _reported)
            _target?.Emit(LossReport.Of(dropped - _reported, "they came faster than they could be written"));
        _reported = dropped;
    }
}
