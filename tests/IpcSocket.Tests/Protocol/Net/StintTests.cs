using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
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

    [Fact]
    public void It_is_over_after_thirty_two_lines()
    {
        var stint = new Stint();
        Assert.Equal([32, 64], Enumerable.Range(1, 70).Where(_ => IsOverAfterLine(ref stint)));
    }

    [Fact]
    public void It_is_over_after_a_full_buffer()
    {
        var stint = new Stint();
        stint.Note(isThere: true);
        stint.NoteBytes(LineReader.BufferSize);
        Assert.True(stint.IsOver());
    }

    private static bool IsOverAfterLine(ref Stint stint)
    {
        stint.NoteLine();
        return stint.IsOver();
    }

    private static bool IsOverAfter(ref Stint stint, bool isThere)
    {
        stint.Note(isThere);
        return stint.IsOver();
    }
}
