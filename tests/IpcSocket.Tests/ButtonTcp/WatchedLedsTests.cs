using ButtonTcp;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class WatchedLedsTests
{
    private readonly WatchedLeds _leds = new();

    [Fact]
    public void Nothing_is_known_before_the_server_has_told_its_LEDs()
    {
        Assert.False(_leds.Take("OK LED On"));
        Assert.False(_leds.Take("EVENT LED On"));
        Assert.Null(_leds.StateOf(""));
        Assert.Equal("", _leds.ToString());
    }

    [Fact]
    public void The_first_LED_is_the_default_and_has_a_name_too()
    {
        _leds.Take("OK hall=On kitchen=Off");
        Assert.Equal((LedState.On, LedState.On, LedState.Off), (_leds.StateOf(""), _leds.StateOf("hall"), _leds.StateOf("kitchen")));
        Assert.Null(_leds.StateOf("attic"));
        Assert.Equal("hall=On kitchen=Off", _leds.ToString());
    }

    [Theory]
    [InlineData("OK LED Off|EVENT LED On", LedState.On)]
    [InlineData("EVENT LED On|OK LED Off", LedState.Off)]
    [InlineData("EVENT LED On|EVENT LED Blink", LedState.Blink)]
    [InlineData("EVENT LED On|OK led=Off kitchen=On", LedState.Off)]
    [InlineData("EVENT LED led On|ERR device-failed LED Off", LedState.On)]
    [InlineData("EVENT LED kitchen On|OK LED kitchen On", LedState.Off)]
    public void The_newest_line_is_right_be_it_event_or_reply(string lines, LedState state)
    {
        _leds.Take("OK led=Off kitchen=Off");
        foreach (var line in lines.Split('|'))
            _leds.Take(line);
        Assert.Equal(state, _leds.StateOf(""));
    }

    [Fact]
    public void Only_what_makes_a_difference_is_a_change()
    {
        Assert.True(_leds.Take("OK led=Off"));
        Assert.True(_leds.Take("EVENT LED On"));
        Assert.False(_leds.Take("OK LED On"));
        Assert.False(_leds.Take("EVENT LED attic On"));
        Assert.False(_leds.Take("EVENT SUNRISE"));
        Assert.False(_leds.Take("OK PONG"));
        Assert.Equal("LED On", _leds.ToString());
    }

    [Fact]
    public void A_list_with_a_name_that_is_none_is_not_taken()
    {
        Assert.False(_leds.Take("OK \u001b[2J=On"));
        Assert.Equal(0, _leds.Count);
    }
}
