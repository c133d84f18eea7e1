using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

[Collection(MeasuredAlone.Name)]
public sealed class LineServerAllocationTests
{
    [Fact]
    public async Task A_command_allocates_nothing()
    {
        await using var server = await RunningServer.StartAsync(new PingHandler());
        // Never used asynchronously, so that this side allocates nothing either.
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(server.Address);
        var line = "PING\n"u8.ToArray();
        var reply = new byte[64];
        for (var i = 0; i < 2000; i++)
            Ask();
        const int Commands = 5_000;
        var least = long.MaxValue;
        // The least of several rounds: what else allocates in this process does so now and then, a command would at every one. The smallest
        // object has 24 bytes.
        for (var round = 0; round < 10 && least > 8 * Commands; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Commands; i++)
                Ask();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.InRange(least, 0, 8 * Commands);

        void Ask()
        {
            client.Send(line);
            // Assert.Equal would allocate.
            if (client.Receive(reply) != 8)
                Assert.Fail("a reply came in parts");
        }
    }

    private sealed class PingHandler : ILineHandler
    {
        public LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply)
        {
            reply.Ok("PONG"u8);
            return LineOutcome.Continue;
        }
    }
}
