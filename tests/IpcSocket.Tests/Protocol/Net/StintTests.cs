using IpcSocket.Protocol.Net;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class StintTests
{
    [Fact]
    public void It_is_over_once_in_sixteen_times_without_a_wait()
    {
        var stint = new Stint();
        Assert.Equal([16, 32, 48], Enumerable.Range(1, 48).Where(_ => IsOverAfter(ref stint, isThere: true)));
    }

    [Fact]
    public void A_wait_begins_another()
    {
        var stint = new Stint();
        Assert.Equal([26], Enumerable.Range(1, 40).Where(i => IsOverAfter(ref stint, isThere: i is not (10 or 30))));
    }

    private static bool IsOverAfter(ref Stint stint, bool isThere)
    {
        stint.Note(isThere);
        return stint.IsOver();
    }
}
