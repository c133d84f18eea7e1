using System.Globalization;
using System.Text.RegularExpressions;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>Counts the changes of an LED in led-tcp's log: most are a line each, those that come too fast share one, which has their number.</summary>
internal static partial class LedChanges
{
    /// <summary>How many changes these lines stand for.</summary>
    /// <param name="lines">Lines of led-tcp's log, of any kind.</param>
    /// <param name="text">What the lines of the LED contain: <c>LED Status: </c>, <c>LED kitchen Status: </c>.</param>
    public static int Count(IEnumerable<string> lines, string text) =>
        lines.Where(line => line.Contains(text, StringComparison.Ordinal)).Sum(NumberOf);

    /// <summary>Waits until the log has so many changes of an LED, or more.</summary>
    public static Task WaitForAsync(DaemonProcess led, string text, int count) =>
        led.Output.WaitForAsync(line => line.Contains(text, StringComparison.Ordinal) && Count(led.Output.All, text) >= count);

    private static int NumberOf(string line) =>
        Summary().Match(line) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 1;

    [GeneratedRegex(@" after (\d+) more changes in \d+ s\z")]
    private static partial Regex Summary();
}
