using System.Diagnostics;
using LedCli.Bench;
using Xunit;

namespace IpcSocket.Tests.LedCli.Bench;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentiles_of_a_known_row_are_near_the_true_ones()
    {
        var histogram = new LatencyHistogram();
        for (var microseconds = 1; microseconds <= 10_000; microseconds++)
            histogram.Add(Stopwatch.Frequency / 1_000_000 * microseconds, 1);

        Assert.Equal(10_000, histogram.Count);
        foreach (var share in (double[])[0.01, 0.5, 0.9, 0.99, 0.999, 1])
        {
            var near = histogram.Percentile(share).TotalMicroseconds;
            Assert.InRange(near, share * 10_000 * 0.999, share * 10_000 * 1.07);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1_000_000_007)]
    [InlineData(long.MaxValue / 2)]
    public void One_latency_is_every_percentile_to_a_sixteenth(long ticks)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(ticks, 3);

        var seconds = (double)ticks / Stopwatch.Frequency;
        Assert.InRange(histogram.Percentile(0).TotalSeconds, seconds - 1e-7, (seconds * 17 / 16) + 1e-7);
        Assert.Equal(histogram.Percentile(0), histogram.Percentile(1));
    }

    [Fact]
    public void Without_any_it_is_zero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(0.5));
}
