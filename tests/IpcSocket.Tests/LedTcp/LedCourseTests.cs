using IpcSocket.Protocol.Wire;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class LedCourseTests
{
    private static readonly LedCourse ForAWhile = new(LedState.On, TimeSpan.Zero, Ms(500));
    private static readonly LedCourse Blinking = new(LedState.Blink, Ms(200), null);
    private static readonly LedCourse BlinkingForAWhile = new(LedState.Blink, Ms(200), Ms(250));

    [Theory]
    [InlineData(0, true, false, 500)]
    [InlineData(499, true, false, 1)]
    [InlineData(500, true, true, 0)]
    [InlineData(900, true, true, 0)]
    public void What_is_on_for_a_while_has_nothing_to_do_before_its_end(int elapsed, bool isLit, bool isOver, int next) =>
        AssertAt(ForAWhile, elapsed, isLit, isOver, next);

    [Theory]
    [InlineData(0, true, 100)]
    [InlineData(99, true, 1)]
    [InlineData(100, false, 100)]
    [InlineData(199, false, 1)]
    [InlineData(200, true, 100)]
    [InlineData(1050, true, 50)]
    public void A_blinking_LED_is_lit_first_and_dark_as_long(int elapsed, bool isLit, int next) =>
        AssertAt(Blinking, elapsed, isLit, isOver: false, next);

    [Theory]
    [InlineData(0, true, false, 100)]
    [InlineData(200, true, false, 50)]
    [InlineData(250, true, true, 0)]
    [InlineData(999, false, true, 0)]
    public void Blinking_for_a_while_ends_within_a_turn_too(int elapsed, bool isLit, bool isOver, int next) =>
        AssertAt(BlinkingForAWhile, elapsed, isLit, isOver, next);

    [Fact]
    public void An_odd_period_does_not_drift()
    {
        var course = new LedCourse(LedState.Blink, TimeSpan.FromMilliseconds(51), null);
        Assert.Equal([true, false, true, false], Enumerable.Range(0, 4).Select(turn => course.IsLit(TimeSpan.FromMilliseconds(25.5 * turn))));
        Assert.True(course.IsLit(TimeSpan.FromHours(51)));
    }

    [Fact]
    public void The_one_that_has_ended_is_over_from_its_beginning() => Assert.True(LedCourse.Ended.IsOver(TimeSpan.Zero));

    private static void AssertAt(LedCourse course, int elapsed, bool isLit, bool isOver, int next)
    {
        Assert.Equal(isLit, course.IsLit(Ms(elapsed)));
        Assert.Equal(isOver, course.IsOver(Ms(elapsed)));
        Assert.Equal(Ms(next), course.Next(Ms(elapsed)));
    }

    private static TimeSpan Ms(int count) => TimeSpan.FromMilliseconds(count);
}
