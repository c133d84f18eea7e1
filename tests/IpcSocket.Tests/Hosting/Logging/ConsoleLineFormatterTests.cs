using IpcSocket.Hosting.Logging;
using IpcSocket.Tests.Support;
using Serilog.Events;
using Xunit;

namespace IpcSocket.Tests.Hosting.Logging;

public class ConsoleLineFormatterTests
{
    [Theory]
    [InlineData(LogEventLevel.Information, "14:03:45.123 INF LED Status: On\n")]
    [InlineData(LogEventLevel.Fatal, "14:03:45.123 CRT LED Status: On\n")]
    [InlineData(LogEventLevel.Verbose, "14:03:45.123 TRC LED Status: On\n")]
    public void A_line_is_time_level_and_message(LogEventLevel level, string line) =>
        Assert.Equal(line, Format(LogEvents.Of("LED Status: On", level)));

    [Fact]
    public void A_message_cannot_act_on_the_terminal_or_begin_a_line() =>
        Assert.EndsWith(@" INF a\nb\x1b[2J\x9b" + "\n", Format(LogEvents.Of("a\nb\x1b[2J\u009b")), StringComparison.Ordinal);

    [Fact]
    public void An_exception_stands_below_its_message_line_by_line() =>
        Assert.EndsWith(
            " ERR failed\nSystem.InvalidOperationException: x\\x1b\ny\n",
            Format(LogEvents.Of("failed", LogEventLevel.Error, new InvalidOperationException("x\x1b\ny"))),
            StringComparison.Ordinal);

    private static string Format(LogEvent logEvent)
    {
        using var writer = new StringWriter();
        new ConsoleLineFormatter().Format(logEvent, writer);
        return writer.ToString();
    }
}
