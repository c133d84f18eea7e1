using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IpcSocket.Protocol.Wire;

namespace LedCli.Leds;

/// <summary>How states are printed. Nothing that a server sends reaches a terminal as it is.</summary>
internal static class StateText
{
    // Otherwise the plus sign of a time would be \u002B, which scripts that cut a line without a JSON reader do not take for one.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A state alone: <c>On</c>.</summary>
    public static string Of(LedState state) => state.Word();

    /// <summary>A LED and its state: <c>kitchen: On</c>.</summary>
    public static string Of(LedReport report) => $"{Name(report)}: {report.State.Word()}";

    /// <summary>A LED's name, harmless.</summary>
    public static string Name(LedReport report) => LineText.Escape(report.Name);

    /// <summary>The same as one object in one line: <c>{"led":"kitchen","state":"On"}</c>.</summary>
    /// <param name="report">The LED, with its name.</param>
    /// <param name="time">When it was seen to change; null leaves it out.</param>
    public static string Json(LedReport report, DateTimeOffset? time = null)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer, Readable);
        json.WriteStartObject();
        if (time is { } seen)
            json.WriteString("time", Iso(seen));
        json.WriteString("led", report.Name);
        json.WriteString("state", report.State.Word());
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A moment to the millisecond, with its distance to UTC (ISO 8601).</summary>
    public static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture);
}
