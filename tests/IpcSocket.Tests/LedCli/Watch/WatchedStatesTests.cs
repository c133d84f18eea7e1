using IpcSocket.Protocol.Wire;
using LedCli.Watch;
using Xunit;

namespace IpcSocket.Tests.LedCli.Watch;

public sealed class WatchedStatesTests
{
    private static readonly LedReport DeskOn = new("desk", LedState.On);
    private static readonly LedReport DeskOff = new("desk", LedState.Off);
    private static readonly LedReport KitchenOff = new("kitchen", LedState.Off);
    private static readonly LedReport KitchenBlink = new("kitchen", LedState.Blink);

    [Fact]
    public void At_first_everything_is_new_in_the_order_of_the_server() =>
        Assert.Equal([DeskOn, KitchenOff], new WatchedStates("").Begin([DeskOn, KitchenOff]));

    [Fact]
    public void After_an_outage_only_what_has_changed_is_new()
    {
        var states = new WatchedStates("");
        states.Begin([DeskOn, KitchenOff]);

        Assert.Equal([KitchenBlink], states.Begin([DeskOn, KitchenBlink]));
        Assert.Empty(states.Begin([DeskOn, KitchenBlink]));
    }

    [Fact]
    public void An_event_without_a_name_is_of_the_first_led()
    {
        var states = new WatchedStates("");
        states.Begin([DeskOn, KitchenOff]);

        Assert.Equal(DeskOff, states.Change(new LedReport("", LedState.Off)));
    }

    [Fact]
    public void An_event_that_says_what_is_known_is_nothing_new()
    {
        var states = new WatchedStates("");
        states.Begin([DeskOn]);

        Assert.Null(states.Change(DeskOn));
        Assert.Equal(DeskOff, states.Change(DeskOff));
        Assert.Null(states.Change(DeskOff));
    }

    [Fact]
    public void An_event_of_an_LED_that_the_list_does_not_name_is_dropped()
    {
        var states = new WatchedStates("");
        states.Begin([DeskOn]);

        Assert.Null(states.Change(KitchenBlink));
        Assert.Equal([KitchenBlink], states.Begin([DeskOn, KitchenBlink]));
    }

    [Fact]
    public void An_LED_that_the_newest_list_does_not_name_is_forgotten()
    {
        var states = new WatchedStates("");
        states.Begin([DeskOn, KitchenOff]);

        Assert.Empty(states.Begin([DeskOn]));
        Assert.Null(states.Change(KitchenBlink));
        Assert.Equal([KitchenOff], states.Begin([DeskOn, KitchenOff]));
    }

    [Fact]
    public void Of_one_led_no_other_counts()
    {
        var states = new WatchedStates("KITCHEN");

        Assert.Equal([KitchenOff], states.Begin([DeskOn, KitchenOff]));
        Assert.Null(states.Change(new LedReport("", LedState.Off)));
        Assert.Equal(KitchenBlink, states.Change(KitchenBlink));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("Desk", true)]
    [InlineData("cellar", false)]
    public void A_led_that_the_server_has_not_is_missed(string only, bool isThere) =>
        Assert.Equal(isThere, new WatchedStates(only).IsAmong([DeskOn, KitchenOff]));
}
