using Serilog.Events;
using Serilog.Parsing;

namespace IpcSocket.Hosting.Logging;

/// <summary>
/// Counts the log messages that one target has lost, for the line that stands where they are missing: at most one in ten seconds. Not safe for
/// two threads at a time.
/// </summary>
/// <param name="time">The clock of <see cref="Interval"/>.</param>
internal sealed class LossReport(TimeProvider time)
{
    /// <summary>The least time from one line to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly MessageTemplate One = new MessageTemplateParser().Parse("{Lost} log message was lost: {Why}");
    private static readonly MessageTemplate Several = new MessageTemplateParser().Parse("{Lost} log messages were lost: {Why}");

    private readonly List<string> _reasons = [];
    private long _lost;
    private long? _reported;

    /// <summary>Counts lost messages until they are reported.</summary>
    /// <param name="lost">How many.</param>
    /// <param name="reason">Why, for the line; one of few.</param>
    public void Add(long lost, string reason)
    {
        if (lost == 0)
            return;
        _lost += lost;
        if (!_reasons.Contains(reason))
            _reasons.Add(reason);
    }

    /// <summary>The line that may be written now, a warning; null when nothing was lost or the last line is too recent.</summary>
    /// <param name="isLast">No later line will come: how recent the last one is does not matter.</param>
    public LogEvent? Due(bool isLast = false)
    {
        if (_lost == 0 || (!isLast && _reported is { } reported && time.GetElapsedTime(reported) < Interval))
            return null;
        return new LogEvent(
            DateTimeOffset.Now,
            LogEventLevel.Warning,
            exception: null,
            _lost == 1 ? One : Several,
            [new LogEventProperty("Lost", new ScalarValue(_lost)), new LogEventProperty("Why", new ScalarValue(string.Join(" and ", _reasons)))]);
    }

    /// <summary>The line was written: counting begins at zero.</summary>
    public void Reported()
    {
        _lost = 0;
        _reasons.Clear();
        _reported = time.GetTimestamp();
    }
}
