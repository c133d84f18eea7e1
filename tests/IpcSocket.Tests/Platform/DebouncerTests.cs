using IpcSocket.Platform;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Platform;

public sealed class DebouncerTests
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("press", "P0", "P0")]
    [InlineData("a press and its release", "P0 R100", "P0 R100")]
    [InlineData("a press that bounces", "P0 R1 P2 R3 P4", "P4")]
    [InlineData("a release that bounces", "P0 R100 P101 R102 P103 R104", "P0 R104")]
    [InlineData("both bounce", "P0 R1 P2 R100 P101 R102 P200 R201 P202", "P2 R102 P202")]
    [InlineData("a spike is no press", "P0 R1", "")]
    [InlineData("a spike while it is held is no release", "P0 R50 P55", "P0")]
    [InlineData("just within the period", "P0 R19", "")]
    [InlineData("just after it", "P0 R20", "P0 R20")]
    [InlineData("bounce longer than the period", "P0 R15 P30 R45 P60", "P60")]
    [InlineData("an edge that was missed", "P0 P5", "P5")]
    [InlineData("a release without a press", "R0", "")]
    [InlineData("a press twice, the release lost", "P0 P100", "P0")]
    public void An_edge_counts_that_no_other_follows(string what, string raw, string counted)
    {
        Assert.NotEmpty(what);
        Assert.Equal(counted, Debounce(TimeSpan.FromMilliseconds(20), raw));
    }

    [Fact]
    public void A_period_of_zero_lets_every_edge_pass() =>
        Assert.Equal("P0 R1 P1 P2", Debounce(TimeSpan.Zero, "P0 R1 P1 P2"));

    [Fact]
    public void An_edge_counts_by_the_clock_when_nothing_follows()
    {
        var debouncer = new Debouncer(TimeSpan.FromMilliseconds(20), _time);
        Assert.Null(debouncer.Wait(At(0)));
        Assert.Null(debouncer.Add(new ButtonEdge(true, At(0))));
        Assert.Equal(TimeSpan.FromMilliseconds(15), debouncer.Wait(At(5)));
        Assert.Null(debouncer.Settle(At(5)));
        Assert.Equal(TimeSpan.Zero, debouncer.Wait(At(25)));
        Assert.Equal(new ButtonEdge(true, At(0)), debouncer.Settle(At(25)));
        Assert.Null(debouncer.Wait(At(25)));
        Assert.Null(debouncer.Settle(At(50)));
    }

    private static string Written(ButtonEdge edge) => $"{(edge.Pressed ? 'P' : 'R')}{edge.Timestamp / TimeSpan.TicksPerMillisecond}";

    private static long At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds).Ticks;

    // Each edge is P or R and its time in milliseconds.
    private string Debounce(TimeSpan period, string raw)
    {
        var debouncer = new Debouncer(period, _time);
        var counted = new List<ButtonEdge?>();
        foreach (var edge in raw.Split(' '))
            counted.Add(debouncer.Add(new ButtonEdge(edge[0] == 'P', At(int.Parse(edge[1..], null)))));
        counted.Add(debouncer.Settle(At(10_000)));
        return string.Join(' ', counted.OfType<ButtonEdge>().Select(Written));
    }
}
