using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace IpcSocket.Hosting.Logging;

/// <summary>A log event for people at a terminal: <c>14:03:45.123 INF LED Status: On</c>, local time, no colours.</summary>
internal sealed class ConsoleLineFormatter : ITextFormatter
{
    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var time = logEvent.Timestamp.ToLocalTime();
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{time:HH:mm:ss.fff} {Word(logEvent.Level)} "));
        output.Write(LogText.Lines(logEvent));
        output.Write('\n');
    }

    private static string Word(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "TRC",
        LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        _ => "CRT",
    };
}
