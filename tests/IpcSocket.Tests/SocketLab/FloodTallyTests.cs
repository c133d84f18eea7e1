using System.Net;
using System.Text;
using SocketLab;
using Xunit;

namespace IpcSocket.Tests.SocketLab;

public sealed class FloodTallyTests
{
    [Theory]
    [InlineData("1,2,3,4", 4, 0, 0, 0)]
    [InlineData("1,2,4", 3, 1, 0, 0)]
    [InlineData("2,3", 2, 2, 0, 0)]
    [InlineData("1,3,2,4", 4, 0, 1, 0)]
    [InlineData("1,2,2,4,2", 5, 1, 0, 2)]
    [InlineData("4,3,2,1", 4, 0, 3, 0)]
    [InlineData("4", 1, 3, 0, 0)]
    public void Each_number_is_counted_as_what_it_is(string numbers, int received, int lost, int outOfOrder, int doubled)
    {
        var tally = new FloodTally();
        foreach (var number in numbers.Split(','))
            tally.Count(new FloodDatagram(int.Parse(number, null), 4));
        Assert.Equal((received, lost, outOfOrder, doubled), (tally.Received, tally.Lost, tally.OutOfOrder, tally.Doubled));
    }

    [Fact]
    public void Without_a_total_the_highest_number_tells_how_many_were_sent()
    {
        var tally = new FloodTally();
        tally.Count(new FloodDatagram(3, 0));
        tally.Count(new FloodDatagram(FloodDatagram.MaxNumber, 0));
        Assert.Equal((FloodDatagram.MaxNumber, FloodDatagram.MaxNumber - 2), (tally.Sent, tally.Lost));
    }

    [Fact]
    public void What_is_still_to_be_sent_is_not_missing_yet()
    {
        var tally = new FloodTally();
        tally.Count(new FloodDatagram(1, 100));
        tally.Count(new FloodDatagram(3, 100));
        Assert.Equal((1, 98), (tally.Missing, tally.Lost));
    }

    [Theory]
    [InlineData("17 of 10000", 17, 10_000)]
    [InlineData("17 of 10000 ........", 17, 10_000)]
    [InlineData("17\n", 17, 0)]
    [InlineData("10000000 of 10000000", 10_000_000, 10_000_000)]
    public void A_datagram_is_read(string text, int number, int total)
    {
        Assert.True(FloodDatagram.TryParse(Encoding.ASCII.GetBytes(text), out var datagram));
        Assert.Equal(new FloodDatagram(number, total), datagram);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("0 of 10")]
    [InlineData("-1")]
    [InlineData("11 of 10")]
    [InlineData("1 of ")]
    [InlineData("1x")]
    [InlineData("10000001")]
    [InlineData("99999999999999999999")]
    public void What_is_not_numbered_is_told_apart(string text) =>
        Assert.False(FloodDatagram.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData(1, "7 of 9")]
    [InlineData(7, "7 of 9")]
    [InlineData(10, "7 of 9 ...")]
    public void A_datagram_is_as_long_as_asked_for(int size, string text)
    {
        var bytes = new FloodDatagram(7, 9).ToBytes(size);
        Assert.Equal(text, Encoding.ASCII.GetString(bytes));
        Assert.True(FloodDatagram.TryParse(bytes, out _));
    }

    [Fact]
    public void Senders_are_counted_apart_and_too_many_do_not_fill_the_memory()
    {
        var book = new FloodBook();
        for (var port = 1; port <= 1100; port++)
            book.Count("1 of 2"u8, new IPEndPoint(IPAddress.Loopback, port));
        book.Count("2 of 2"u8, new IPEndPoint(IPAddress.Loopback, 1));
        book.Count("hello"u8, new IPEndPoint(IPAddress.Loopback, 1));
        var report = book.Report();
        Assert.Equal("127.0.0.1:1: sent 2, received 2, lost 0, out of order 0, doubled 0, without a number 1", report[0]);
        Assert.Equal("all of 1000 senders: sent 2000, received 1001, lost 999, out of order 0, doubled 0, without a number 1", report[^2]);
        Assert.Equal("received from further senders, each beyond the first 1000: 100", report[^1]);
    }

    [Fact]
    public void Datagrams_without_a_number_are_counted_by_their_sender()
    {
        var book = new FloodBook();
        for (var i = 0; i < 5; i++)
            book.Count("hello"u8, new IPEndPoint(IPAddress.Loopback, 1));

        Assert.Equal("received 0 from 1 sender, missing 0, without a number 5", book.Progress());
        Assert.Equal(
            [
                "127.0.0.1:1: sent 0, received 0, lost 0, out of order 0, doubled 0, without a number 5",
                "all of 1 sender: sent 0, received 0, lost 0, out of order 0, doubled 0, without a number 5",
            ],
            book.Report());
    }
}
