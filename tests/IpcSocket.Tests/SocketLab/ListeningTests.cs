using System.Net;
using SocketLab;
using Xunit;

namespace IpcSocket.Tests.SocketLab;

public sealed class ListeningTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("tcp 12345 TIME_WAIT", true)]
    [InlineData("tcp 12345 TIME_WAIT,tcp6 12345 TIME_WAIT", true)]
    [InlineData("tcp 12345 TIME_WAIT,tcp 12345 LISTEN", false)]
    [InlineData("tcp 12345 TIME_WAIT,tcp6 12345 ESTABLISHED", false)]
    [InlineData("tcp 12345 TIME_WAIT,tcp 12346 LISTEN", true)]
    [InlineData("tcp 12345 TIME_WAIT,udp 12345 -", true)]
    [InlineData("udp 12345 -", false)]
    [InlineData("tcp 12346 TIME_WAIT", false)]
    public void A_port_that_occurs_in_TIME_WAIT_alone_has_no_program(string rows, bool hasOnlyTimeWait)
    {
        var table = rows.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(' ')).Select(row => new SocketEntry(
            row[0], new IPEndPoint(IPAddress.Loopback, int.Parse(row[1], null)), new IPEndPoint(IPAddress.Loopback, 40_000), row[2], Inode: 0));

        Assert.Equal(hasOnlyTimeWait, Listening.HasOnlyTimeWait(table, 12_345));
    }
}
