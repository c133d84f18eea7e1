using LedCli.Ping;
using Xunit;

namespace IpcSocket.Tests.LedCli.Ping;

public sealed class RoundTripsTests
{
    [Fact]
    public void The_summary_has_the_shortest_the_mean_and_the_longest()
    {
        var trips = new RoundTrips();
        foreach (var microseconds in (int[])[300, 100, 500])
            trips.Add(TimeSpan.FromMicroseconds(microseconds));

        Assert.Equal("3 of 4 answered; min/avg/max 0.100/0.300/0.500 ms", trips.Summary(asked: 4));
        Assert.Equal("0.500 ms", RoundTrips.Text(trips.Last));
    }

    [Fact]
    public void Without_an_answer_there_are_no_times() => Assert.Equal("0 of 1 answered", new RoundTrips().Summary(asked: 1));
}
