using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace IpcSocket.Tests.Support;

/// <summary>The console of a test: what a daemon would write on standard output goes to a writer.</summary>
internal sealed class WriterSink(TextWriter writer, ITextFormatter formatter, Action? closed = null) : ILogEventSink, IDisposable
{
    public void Dispose() => closed?.Invoke();

    public void Emit(LogEvent logEvent) => formatter.Format(logEvent, writer);
}
