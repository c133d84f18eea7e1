using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace IpcSocket.Hosting.Logging;

/// <summary>
/// Standard output where systemd reads it into the journal. The journal adds time and identifier, and reads the priority from the beginning of
/// each line (<c>sd-daemon(3)</c>). Opened by the first message. A journal that does not read blocks it.
/// </summary>
/// <param name="addConsole">Adds the sink of standard output to a logger.</param>
internal sealed class JournalStreamTarget(Action<LoggerSinkConfiguration, ITextFormatter> addConsole) : IDisposable
{
    private Logger? _stream;

    /// <summary>Lines that each begin with their priority; without it the journal takes a line for informational.</summary>
    public static string Format(LogEventLevel level, string lines)
    {
        var priority = $"<{SyslogIdentity.SeverityOf(level)}>";
        return $"{priority}{lines.Replace("\n", $"\n{priority}", StringComparison.Ordinal)}\n";
    }

    /// <summary>Writes one message with its exception.</summary>
    public void Write(LogEvent logEvent)
    {
        _stream ??= Open();
        _stream.Write(logEvent);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private Logger Open()
    {
        var stream = new LoggerConfiguration().MinimumLevel.Verbose();
        addConsole(stream.WriteTo, new Formatter());
        return stream.CreateLogger();
    }

    private sealed class Formatter : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output) => output.Write(JournalStreamTarget.Format(logEvent.Level, LogText.Lines(logEvent)));
    }
}
