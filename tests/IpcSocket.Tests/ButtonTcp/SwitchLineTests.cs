using ButtonTcp;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class SwitchLineTests
{
    [Theory]
    [InlineData("LED TOGGLE", LedState.Off, "LED ON")]
    [InlineData("LED TOGGLE", LedState.On, "LED OFF")]
    [InlineData("LED TOGGLE", LedState.Blink, "LED OFF")]
    [InlineData("  led \t toggle ", LedState.Off, "LED ON")]
    [InlineData("LED Kitchen TOGGLE", LedState.Off, "LED kitchen ON")]
    [InlineData("LED ON", LedState.On, "LED ON")]
    [InlineData("led off", LedState.Off, "LED OFF")]
    [InlineData("LED kitchen  OFF", LedState.Off, "LED kitchen OFF")]
    [InlineData("LED ON FOR 30s", LedState.On, "LED ON FOR 30s")]
    [InlineData("LED kitchen BLINK 200ms  FOR 5s", LedState.Blink, "LED kitchen BLINK 200ms FOR 5s")]
    [InlineData("LED ON UNTIL CLOSE", LedState.Off, "LED ON UNTIL CLOSE")]
    public void What_is_sent_says_what_is_to_be_and_so_can_be_sent_again(string configured, LedState actual, string sent)
    {
        var line = Parse(configured);
        Assert.Equal(sent, line.For(line.Target(actual)));
    }

    [Theory]
    [InlineData("LED TOGGLE", true)]
    [InlineData("LED ON", true)]
    [InlineData("LED OFF", true)]
    [InlineData("LED kitchen ON", false)]
    [InlineData("LED ON FOR 30s", false)]
    [InlineData("LED BLINK", false)]
    [InlineData("LED kitchen TOGGLE", false)]
    public void The_C_original_understands_its_own_two_lines_only(string configured, bool isPlain) =>
        Assert.Equal(isPlain, Parse(configured).IsPlain);

    [Fact]
    public void A_toggle_asks_for_its_own_LED()
    {
        Assert.Equal("LED STATUS", SwitchLine.Toggle.Question);
        Assert.Equal("LED kitchen STATUS", Parse("LED KITCHEN TOGGLE").Question);
    }

    [Theory]
    [InlineData("LED STATUS")]
    [InlineData("PING")]
    [InlineData("QUIT")]
    [InlineData("LIST")]
    [InlineData("WATCH")]
    public void A_line_that_switches_nothing_is_refused(string configured)
    {
        Assert.Null(SwitchLine.Parse(configured, out var fault));
        Assert.Equal("a line that switches a LED, such as LED TOGGLE or LED kitchen OFF, or none", fault);
    }

    [Theory]
    [InlineData("LED ON twice", "'twice'")]
    [InlineData("LED BLINK FOR ever", "'ever'")]
    [InlineData("LAMP ON", "'LAMP' is not a command")]
    [InlineData("LED k\u00FCche ON", "'k\\xc3\\xbcche' cannot be the name of a LED")]
    [InlineData("LED", "LED needs one of ON, OFF, TOGGLE")]
    public void A_line_that_is_no_command_is_refused_with_the_word_at_fault(string configured, string reason)
    {
        Assert.Null(SwitchLine.Parse(configured, out var fault));
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    private static SwitchLine Parse(string text)
    {
        var line = SwitchLine.Parse(text, out var fault);
        Assert.Null(fault);
        return line!;
    }
}
