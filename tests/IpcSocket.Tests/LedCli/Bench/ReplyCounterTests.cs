using System.Text;
using LedCli.Bench;
using Xunit;

namespace IpcSocket.Tests.LedCli.Bench;

public sealed class ReplyCounterTests
{
    private const string Replies = "OK LED On\nERR denied no\n\nOK\nO\nOK more\nOX\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Lines_and_the_wrong_ones_among_them_are_counted_however_they_are_cut(int size)
    {
        var counter = new ReplyCounter("OK"u8.ToArray());

        var lines = Encoding.ASCII.GetBytes(Replies).Chunk(size).Sum(part => counter.Take(part));

        Assert.Equal(7, lines);
        Assert.Equal(4, counter.Others);
    }

    [Fact]
    public void Without_a_beginning_every_line_is_as_good_as_another()
    {
        var counter = new ReplyCounter(default);

        Assert.Equal(7, counter.Take(Encoding.ASCII.GetBytes(Replies)));
        Assert.Equal(0, counter.Others);
    }
}
