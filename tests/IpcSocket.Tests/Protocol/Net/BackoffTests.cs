using IpcSocket.Protocol.Net;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class BackoffTests
{
    private static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Maximum = TimeSpan.FromSeconds(5);

    [Fact]
    public void The_wait_doubles_up_to_the_maximum()
    {
        var backoff = new Backoff(Minimum, Maximum, () => 1);
        Assert.Equal(
            [100, 200, 400, 800, 1600, 3200, 5000, 5000],
            Enumerable.Range(0, 8).Select(_ => backoff.Next().TotalMilliseconds));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(0.999)]
    public void Jitter_takes_up_to_half_of_the_wait_and_never_goes_below_the_minimum(double random)
    {
        var backoff = new Backoff(Minimum, Maximum, () => random);
        var fullest = new Backoff(Minimum, Maximum, () => 1);
        for (var i = 0; i < 10; i++)
        {
            var most = fullest.Next();
            Assert.InRange(backoff.Next(), most / 2 < Minimum ? Minimum : most / 2, most);
        }
    }

    [Fact]
    public void After_a_success_it_begins_anew()
    {
        var backoff = new Backoff(Minimum, Maximum, () => 1);
        for (var i = 0; i < 5; i++)
            backoff.Next();
        backoff.Reset();
        Assert.Equal(Minimum, backoff.Next());
    }
}
