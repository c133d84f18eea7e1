using Serilog.Events;
using Serilog.Parsing;

namespace IpcSocket.Tests.Support;

/// <summary>Log events as the logger hands them to a sink.</summary>
internal static class LogEvents
{
    /// <summary>A Saturday whose day has one digit.</summary>
    public static readonly DateTimeOffset Time = new(new DateTime(2026, 3, 7, 14, 3, 45, 123, DateTimeKind.Local));

    public static LogEvent Of(string message, LogEventLevel level = LogEventLevel.Information, Exception? exception = null) =>
        new(Time, level, exception, new MessageTemplateParser().Parse("{Text}"), [Scalar("Text", message)]);

    public static LogEvent With(string template, params LogEventProperty[] properties) =>
        new(Time, LogEventLevel.Information, null, new MessageTemplateParser().Parse(template), properties);

    public static LogEventProperty Scalar(string name, object? value) => new(name, new ScalarValue(value));
}
