using IpcSocket.Protocol.Wire;
using LedCli.Leds;
using Xunit;

namespace IpcSocket.Tests.LedCli.Leds;

public sealed class StateTextTests
{
    private static readonly DateTimeOffset Seen = new(2026, 11, 20, 15, 42, 1, 123, TimeSpan.FromHours(1));

    [Fact]
    public void An_object_has_its_time_as_the_help_and_the_page_show_it() => Assert.Equal(
        """{"time":"2026-11-20T15:42:01.123+01:00","led":"kitchen","state":"On"}""",
        StateText.Json(new LedReport("kitchen", LedState.On), Seen));

    [Fact]
    public void Nothing_that_a_terminal_obeys_stands_in_an_object() => Assert.Equal(
        """{"led":"\u001B[2J\u007F\"","state":"Off"}""",
        StateText.Json(new LedReport("\x1b[2J\x7f\"", LedState.Off)));
}
