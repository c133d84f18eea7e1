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
    public void A_press_that_was_sent_stays_the_same_state_whatever_the_LED_shows_later()
    {
        Press();
        Assert.Equal(LedState.On, _desired.Target(LedState.Off));
        _desired.Disconnect();
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
    public void A_press_older_than_the_limit_is_dropped()
    {
        Press(isConnected: false);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(_desired.DropTooOld(MaxAge));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromMilliseconds(30_001), _desired.DropTooOld(MaxAge));
        Assert.False(_desired.IsPending);
        Assert.Null(_desired.DropTooOld(MaxAge));
    }

    [Fact]
    public void A_newer_press_keeps_the_folded_one_alive()
    {
        Press(isConnected: false);
        _time.Advance(TimeSpan.FromSeconds(20));
        Press(isConnected: false);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(_desired.DropTooOld(MaxAge));
        Assert.True(_desired.IsPending);
    }

    [Fact]
    public void Without_a_press_there_is_nothing_to_ask_for() =>
        Assert.Throws<InvalidOperationException>(() => _desired.Target(LedState.Off));

    private void Press(bool isConnected = true) => _desired.Press(_time.GetTimestamp(), isConnected);

    private LedState Acknowledged(LedState actual)
    {
        var target = _desired.Target(actual);
        _desired.Acknowledge();
        return target;
    }
}
