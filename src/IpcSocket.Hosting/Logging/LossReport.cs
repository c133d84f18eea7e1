using Serilog.Events;
using Serilog.Parsing;

namespace IpcSocket.Hosting.Logging;

/// <summary>The line that stands where log lines are missing.</summary>
internal static class LossReport
{
    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse("{Lost} log messages were lost: {Why}");

    /// <summary>A warning that so many messages are missing.</summary>
    public static LogEvent Of(long lost, string why) => new(
        DateTimeOffset.Now,
        LogEventLevel.Warning,
        exception: null,
        Template,
        [new LogEventProperty("Lost", new ScalarValue(lost)), new LogEventProperty("Why", new ScalarValue(why))]);
}
