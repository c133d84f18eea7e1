using LedCli.Bench;
using Xunit;

namespace IpcSocket.Tests.LedCli.Bench;

public sealed class BenchScoreTests
{
    [Fact]
    public void Neither_the_warm_up_nor_what_comes_after_the_end_counts()
    {
        var score = new BenchScore();
        score.Add(ticks: 5, replies: 1);
        score.Begin();
        score.Add(ticks: 5, replies: 3);
        Assert.False(score.IsOver);
        score.End();
        score.Add(ticks: 5, replies: 1);

        Assert.Equal(3, score.Latencies.Count);
        Assert.True(score.IsOver);
    }
}
