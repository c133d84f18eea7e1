using ButtonTcp;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class ReconnectScheduleTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualTimeProvider _time = new();
    private readonly ReconnectSchedule _schedule;

    public ReconnectScheduleTests() => _schedule = new ReconnectSchedule(_time);

    [Fact]
    public void The_first_attempt_starts_at_once() => Assert.Equal(TimeSpan.Zero, _schedule.TimeLeft(null));

    [Fact]
    public void Without_a_press_the_pause_grows_to_the_longest()
    {
        FailUntilLongest();
        Assert.InRange(_schedule.TimeLeft(null), ReconnectSchedule.LongestPause / 2, ReconnectSchedule.LongestPause);
    }

    [Fact]
    public void While_a_press_is_new_no_pause_is_longer_than_promised()
    {
        FailUntilLongest();
        var press = _time.GetTimestamp();
        while (_time.GetElapsedTime(press) + Promised < ReconnectSchedule.EagerTime)
        {
            _schedule.OnEnded();
            Assert.InRange(_schedule.TimeLeft(press), Shortest, Promised);
            _time.Advance(_schedule.TimeLeft(press));
        }
    }

    [Fact]
    public void A_press_ends_a_pause_that_has_lasted_longer_than_that()
    {
        FailUntilLongest();
        _time.Advance(Promised);
        Assert.True(_schedule.TimeLeft(null) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, _schedule.TimeLeft(_time.GetTimestamp()));
    }

    [Fact]
    public void A_press_does_not_end_a_pause_that_has_just_begun()
    {
        FailUntilLongest();
        Assert.True(_schedule.TimeLeft(_time.GetTimestamp()) >= Shortest);
    }

    [Fact]
    public void A_server_that_is_gone_for_an_hour_is_not_hammered_for_one_press()
    {
        var attempts = Attempts(_time.GetTimestamp(), Hour, static () => { });
        Assert.True(attempts < (ReconnectSchedule.EagerTime / Shortest) + (Hour / (ReconnectSchedule.LongestPause / 2)), $"{attempts} attempts");
    }

    [Fact]
    public void A_server_that_replies_and_closes_at_once_is_not_hammered_for_one_press()
    {
        var attempts = Attempts(_time.GetTimestamp(), Hour, _schedule.OnGreeted);
        Assert.True(attempts < (ReconnectSchedule.EagerTime / Shortest) + (Hour / (ReconnectSchedule.LongestPause / 2)), $"{attempts} attempts");
    }

    [Fact]
    public void A_server_that_stayed_is_asked_again_soon()
    {
        FailUntilLongest();
        Stay(ReconnectSchedule.ProvenAfter);
        Assert.Equal(Shortest, _schedule.TimeLeft(null));
    }

    [Fact]
    public void A_server_that_stayed_is_asked_every_second_at_first_when_it_is_lost()
    {
        Stay(ReconnectSchedule.ProvenAfter);
        var lost = _time.GetTimestamp();
        while (_time.GetElapsedTime(lost) < ReconnectSchedule.EagerTime)
        {
            _schedule.OnEnded();
            Assert.InRange(_schedule.TimeLeft(null), Shortest, ReconnectSchedule.LongestPauseAfterLoss);
            _time.Advance(_schedule.TimeLeft(null));
        }
        FailUntilLongest();
        Assert.True(_schedule.TimeLeft(null) > ReconnectSchedule.LongestPauseAfterLoss);
    }

    [Fact]
    public void So_is_a_server_that_stayed_in_several_connections()
    {
        FailUntilLongest();
        Stay(ReconnectSchedule.ProvenAfter / 2);
        Assert.True(_schedule.TimeLeft(null) > Promised);
        Stay(ReconnectSchedule.ProvenAfter / 2);
        Assert.Equal(Shortest, _schedule.TimeLeft(null));
    }

    [Fact]
    public void So_is_a_server_that_carried_out_a_press()
    {
        FailUntilLongest();
        _schedule.OnGreeted();
        _schedule.OnPressConcluded();
        _schedule.OnEnded();
        Assert.Equal(Shortest, _schedule.TimeLeft(null));
    }

    [Fact]
    public void The_loss_of_a_server_that_worked_makes_an_old_press_new()
    {
        var press = _time.GetTimestamp();
        Stay(ReconnectSchedule.EagerTime);
        for (var i = 0; i < 10; i++)
        {
            _schedule.OnEnded();
            Assert.InRange(_schedule.TimeLeft(press), Shortest, Promised);
            _time.Advance(_schedule.TimeLeft(press));
        }
    }

    [Fact]
    public void Another_server_is_asked_at_once()
    {
        FailUntilLongest();
        _schedule.Reset();
        Assert.Equal(TimeSpan.Zero, _schedule.TimeLeft(null));
        _schedule.OnEnded();
        Assert.Equal(Shortest, _schedule.TimeLeft(null));
    }

    private void FailUntilLongest()
    {
        for (var i = 0; i < 10; i++)
            _schedule.OnEnded();
    }

    private void Stay(TimeSpan time)
    {
        _schedule.OnGreeted();
        _time.Advance(time);
        _schedule.OnEnded();
    }

    private int Attempts(long press, TimeSpan within, Action attempt)
    {
        var attempts = 0;
        for (; _time.Elapsed < within; attempts++)
        {
            attempt();
            _schedule.OnEnded();
            _time.Advance(_schedule.TimeLeft(press));
        }
        return attempts;
    }
}
