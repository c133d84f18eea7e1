using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.Protocol.Wire;

public sealed class LedReportTests
{
    [Theory]
    [InlineData("LED On", "", LedState.On)]
    [InlineData("LED Off", "", LedState.Off)]
    [InlineData("LED Blink", "", LedState.Blink)]
    [InlineData("LED kitchen On", "kitchen", LedState.On)]
    public void The_reply_to_a_LED_command_tells_which_LED_shows_what(string text, string name, LedState state)
    {
        Assert.True(LedReport.TryParse(text, out var report));
        Assert.Equal(new LedReport(name, state), report);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PONG")]
    [InlineData("LED")]
    [InlineData("LED ON")]
    [InlineData("LED Purple")]
    [InlineData("LED kitchen sink On")]
    [InlineData("led=On")]
    [InlineData("LED $(id) On")]
    [InlineData("LED Kitchen On")]
    public void Another_text_tells_of_no_LED(string text) => Assert.False(LedReport.TryParse(text, out _));

    [Fact]
    public void An_event_is_told_from_a_reply()
    {
        Assert.True(LedReport.TryParseEvent("EVENT LED kitchen Off", out var report));
        Assert.Equal(new LedReport("kitchen", LedState.Off), report);
        Assert.False(LedReport.TryParseEvent("OK LED kitchen Off", out _));
        Assert.False(LedReport.TryParseEvent("EVENT SUN Off", out _));
    }

    [Fact]
    public void The_list_keeps_its_order()
    {
        Assert.True(LedReport.TryParseList("led=On kitchen=Off porch=Blink", out var reports));
        Assert.Equal([new("led", LedState.On), new("kitchen", LedState.Off), new("porch", LedState.Blink)], reports);
    }

    [Theory]
    [InlineData("")]
    [InlineData("led")]
    [InlineData("=On")]
    [InlineData("led=Purple")]
    [InlineData("led=On=On")]
    [InlineData("led=On kitchen")]
    [InlineData("led=On $(id${IFS}-un>FILE)=Off")]
    [InlineData("led=On `id`=Off")]
    [InlineData("led=On Kitchen=Off")]
    [InlineData("led=On abcdefghijklmnopqrstuvwxyzabcdefg=Off")]
    [InlineData("led=On \u001b[2J=Off")]
    public void What_is_no_list_is_refused(string text) => Assert.False(LedReport.TryParseList(text, out _));

    [Theory]
    [InlineData(LedState.Off, LedState.On)]
    [InlineData(LedState.On, LedState.Off)]
    [InlineData(LedState.Blink, LedState.Off)]
    public void A_toggle_ends_in_the_dark_unless_it_began_there(LedState before, LedState after) => Assert.Equal(after, before.Other());
}
