using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace IpcSocket.Hosting.Logging;

/// <summary>The text of a log event as its targets show it: bounded, and with no control character that could act on a terminal.</summary>
internal static class LogText
{
    /// <summary>Characters of a message that are kept.</summary>
    public const int MessageLimit = 8 * 1024;

    /// <summary>Characters of an exception with its stack trace that are kept.</summary>
    public const int ExceptionLimit = 32 * 1024;

    // Texts without quotes around them. Not "lj": JSON would put quotes around times and lengths of time.
    private static readonly MessageTemplateTextFormatter Literal = new("{Message:l}", CultureInfo.InvariantCulture);

    /// <summary>The message, one line.</summary>
    public static string Message(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Literal.Format(logEvent, text);
        return PrintableText.Escape(text.ToString(), MessageLimit);
    }

    /// <summary>The message, and below it the exception with its stack trace, if there is one.</summary>
    public static string Lines(LogEvent logEvent) => logEvent.Exception is { } exception
        ? $"{Message(logEvent)}\n{PrintableText.Escape(exception.ToString(), ExceptionLimit, keepNewlines: true)}"
        : Message(logEvent);

    /// <summary>Message and exception in one line.</summary>
    public static string OneLine(LogEvent logEvent) => PrintableText.Escape(Lines(logEvent));

    /// <summary>UTF-8 of at most <paramref name="limit"/> bytes, cut between characters.</summary>
    public static ReadOnlySpan<byte> Utf8(string text, int limit)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= limit)
            return bytes;
        // A byte 10xxxxxx goes on with a character that began before it.
        while (limit > 0 && (bytes[limit] & 0xC0) == 0x80)
            limit--;
        return bytes.AsSpan(0, limit);
    }
}
