using System.Globalization;
using IpcSocket.Protocol.Wire;
using LedCli.Leds;

namespace LedCli.Watch;

/// <summary>Prints one change of a LED as one line, at once.</summary>
internal interface IChangePrinter
{
    /// <summary>Prints it.</summary>
    /// <param name="time">When it was seen, in local time.</param>
    /// <param name="report">The LED with its name, and what it shows now.</param>
    void Print(DateTimeOffset time, LedReport report);
}

/// <summary>For a program that reads lines: <c>2026-11-20T15:42:01.123+01:00 kitchen: On</c></summary>
internal sealed class PlainPrinter(TextWriter output) : IChangePrinter
{
    public void Print(DateTimeOffset time, LedReport report) => output.WriteLine($"{StateText.Iso(time)} {StateText.Of(report)}");
}

/// <summary>For a program that reads JSON: one object a line.</summary>
internal sealed class JsonPrinter(TextWriter output) : IChangePrinter
{
    public void Print(DateTimeOffset time, LedReport report) => output.WriteLine(StateText.Json(report, time));
}

/// <summary>How a person reads the time of day.</summary>
internal static class ClockText
{
    public static string Of(DateTimeOffset time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
