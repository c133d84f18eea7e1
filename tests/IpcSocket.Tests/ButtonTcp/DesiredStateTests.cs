using ButtonTcp;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class DesiredStateTests
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly DesiredState _desired;

    public DesiredStateTests() => _desired = new DesiredState(_time);

    [Fact]
    public void A_press_asks_for_the_other_state()
    {
        Press();
        Assert.Equal(LedState.On, _desired.Target(LedState.Off));
        _desired.Acknowledge();
        Assert.False(_desired.IsPending);
        Press();
        Assert.Equal(LedState.Off, _desired.Target(LedState.On));
    }

    [Fact]
    public void Every_press_counts_while_connected()
    {
        Press();
        Press();
        Press();
        Assert.Equal(LedState.On, Acknowledged(LedState.Off));
        Assert.Equal(LedState.Off, Acknowledged(LedState.On));
        Assert.Equal(LedState.On, Acknowledged(LedState.Off));
        Assert.False(_desired.IsPending);
    }

    [Fact]
    public void Presses_of_several_buttons_keep_their_order_while_connected()
    {
        Press("a");
        Press("b", line: "LED ON");
        Press("a", line: "LED OFF");
        Assert.Equal(["a LED TOGGLE", "b LED ON", "a LED OFF"], Pending());
        _desired.Take();
        Assert.Equal(["a LED TOGGLE", "b LED ON", "a LED OFF"], Pending());
    }

    [Fact]
    public void Replaced_presses_are_counted_once()
    {
        Press();
        Press();
        Press("b");
        _desired.Take();
        _desired.Disconnect();
        Assert.Equal(1, _desired.TakeFolded());
        Assert.Equal(0, _desired.TakeFolded());
    }

    [Fact]
    public void Presses_that_found_no_place_in_the_queue_are_counted()
    {
        for (var i = 0; i <= DesiredState.MostWaiting; i++)
            Press();
        Assert.Equal(DesiredState.MostWaiting, _desired.TakeFolded());
        Assert.Single(Pending());
    }

    [Fact]
    public void A_press_that_was_sent_stays_the_same_state_whatever_the_LED_shows_later()
    {
        Press();
        Assert.Null(_desired.Take().Target);
        Assert.Equal(LedState.On, _desired.Target(LedState.Off));
        _desired.Disconnect();
        Assert.Equal(LedState.On, _desired.Take().Target);
        Assert.Equal(LedState.On, _desired.Target(LedState.On));
    }

    [Fact]
    public void Presses_during_an_outage_are_one()
    {
        Press(isConnected: false);
        Press(isConnected: false);
        Press(isConnected: false);
        Assert.Equal(LedState.On, Acknowledged(LedState.Off));
        Assert.False(_desired.IsPending);
    }

    [Fact]
    public void The_newest_press_of_each_button_outlasts_an_outage_and_their_order_is_that_of_these()
    {
        Press("a", line: "LED ON", isConnected: false);
        Press("b", line: "LED ON", isConnected: false);
        Press("c", line: "LED ON", isConnected: false);
        Press("b", line: "LED OFF", isConnected: false);
        Press("a", isConnected: false);
        Assert.Equal(["c LED ON", "b LED OFF", "a LED TOGGLE"], Pending());
    }

    [Fact]
    public void A_press_during_an_outage_takes_the_place_of_one_that_was_not_acknowledged()
    {
        Press();
        Assert.Equal(LedState.On, _desired.Target(LedState.Off));
        _desired.Disconnect();
        Press(isConnected: false);
        // The first was carried out after all: only its reply was lost.
        Assert.Equal(LedState.Off, Acknowledged(LedState.On));
        Assert.False(_desired.IsPending);
    }

    [Fact]
    public void A_press_of_another_button_does_not_take_the_place_of_one_that_was_not_acknowledged()
    {
        Press("a");
        Assert.Equal(LedState.On, _desired.Target(LedState.Off));
        _desired.Disconnect();
        Press("b", isConnected: false);
        Assert.Equal(["a LED TOGGLE", "b LED TOGGLE"], Pending());
        Assert.Equal(LedState.On, Acknowledged(LedState.On));
        Assert.Equal(LedState.Off, Acknowledged(LedState.On));
    }

    [Fact]
    public void Presses_that_were_waiting_when_the_connection_was_lost_fold_into_the_newest()
    {
        Press();
        Press();
        Press();
        _desired.Target(LedState.Off);
        _desired.Disconnect();
        Assert.Equal(LedState.On, Acknowledged(LedState.Off));
        Assert.False(_desired.IsPending);
    }

    [Fact]
    public void More_presses_than_anybody_waits_for_fold_too()
    {
        Press("a");
        _desired.Target(LedState.Off);
        for (var i = 0; i < DesiredState.MostWaiting; i++)
            Press("a");
        Assert.Equal(DesiredState.MostWaiting + 1, _desired.Pending.Count());
        Press("b");
        Assert.Equal(["a LED TOGGLE", "a LED TOGGLE", "b LED TOGGLE"], Pending());
        Assert.Equal(LedState.On, _desired.Take().Target);
    }

    [Fact]
    public void A_press_older_than_the_limit_is_dropped()
    {
        Press(isConnected: false);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty(_desired.DropTooOld(MaxAge));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromMilliseconds(30_001), Assert.Single(_desired.DropTooOld(MaxAge)).Age);
        Assert.False(_desired.IsPending);
        Assert.Empty(_desired.DropTooOld(MaxAge));
    }

    [Fact]
    public void Each_button_has_a_limit_of_its_own()
    {
        Press("a");
        _desired.Target(LedState.Off);
        Press("b");
        _time.Advance(TimeSpan.FromSeconds(20));
        Press("c", isConnected: false);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(["a", "b"], _desired.DropTooOld(MaxAge).Select(dropped => dropped.Press.Button));
        Assert.Equal(["c LED TOGGLE"], Pending());
        Assert.Equal(("c", null), (_desired.Take().Press.Button, _desired.Take().Target));
    }

    [Fact]
    public void A_newer_press_keeps_the_folded_one_alive()
    {
        Press(isConnected: false);
        _time.Advance(TimeSpan.FromSeconds(20));
        Press(isConnected: false);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(_desired.DropTooOld(MaxAge));
        Assert.True(_desired.IsPending);
    }

    [Fact]
    public void Without_a_press_there_is_nothing_to_ask_for()
    {
        Assert.Throws<InvalidOperationException>(() => _desired.Take());
        Assert.Throws<InvalidOperationException>(() => _desired.Target(LedState.Off));
    }

    private void Press(string button = "", string line = "LED TOGGLE", bool isConnected = true) =>
        _desired.Add(new Press(button, Gesture.Press, SwitchLine.Parse(line, out _)!, _time.GetTimestamp()), isConnected);

    private IEnumerable<string> Pending() => _desired.Pending.Select(press => $"{press.Button} {press.Line.Text}");

    private LedState Acknowledged(LedState actual)
    {
        var target = _desired.Target(actual);
        _desired.Acknowledge();
        return target;
    }
}
