using Xunit;

namespace IpcSocket.Tests.Support;

public sealed class ManualTimeProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Timers_fire_in_the_order_of_their_due_times_with_the_clock_there()
    {
        using ITimer late = Set("late", 3 * Second);
        using ITimer early = Set("early", Second);
        using ITimer never = Set("never", 5 * Second);

        _time.Advance(4 * Second);

        Assert.Equal(["early at 1", "late at 3"], _fired);
        Assert.Equal(4 * Second, _time.Elapsed);
        Assert.Equal(1, _time.SetTimers);
    }

    [Fact]
    public void A_periodic_timer_fires_at_each_period()
    {
        using ITimer timer = Set("tick", Second, 2 * Second);

        _time.Advance(5 * Second);

        Assert.Equal(["tick at 1", "tick at 3", "tick at 5"], _fired);
    }

    [Fact]
    public void A_timer_that_a_callback_sets_fires_in_the_same_advance()
    {
        ITimer? second = null;
        using ITimer first = _time.CreateTimer(_ => second = Set("second", Second), null, Second, Timeout.InfiniteTimeSpan);

        _time.Advance(2 * Second);

        Assert.Equal(["second at 2"], _fired);
        second?.Dispose();
    }

    [Fact]
    public void A_disposed_timer_neither_fires_nor_changes()
    {
        ITimer timer = Set("gone", Second);
        timer.Dispose();

        Assert.False(timer.Change(Second, Second));
        _time.Advance(2 * Second);
        Assert.Empty(_fired);
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come()
    {
        Task delay = Task.Delay(Second, _time);
        await _time.TimerSetAsync(Second);

        _time.Advance(Second / 2);
        Assert.False(delay.IsCompleted);
        _time.Advance(Second / 2);
        await delay.WaitAsync(Limits.Test);
    }

    [Fact]
    public async Task Awaiting_a_timer_ends_when_one_of_that_length_is_set()
    {
        Task awaited = _time.TimerSetAsync(2 * Second);
        using ITimer other = Set("other", Second);
        Assert.False(awaited.IsCompleted);
        using ITimer fitting = Set("fitting", 2 * Second);
        await awaited.WaitAsync(Limits.Test);
    }

    [Fact]
    public void Advances_of_several_threads_add_up()
    {
        Parallel.For(0, 100, _ => _time.Advance(Second));
        Assert.Equal(100 * Second, _time.Elapsed);
    }

    private ITimer Set(string name, TimeSpan due, TimeSpan? period = null) => _time.CreateTimer(
        _ => _fired.Add($"{name} at {_time.Elapsed.TotalSeconds}"), null, due, period ?? Timeout.InfiniteTimeSpan);
}
