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
        var before = GC.GetTotalAllocatedBytes(precise: true);
        const int Commands = 10_000;
        for (var i = 0; i < Commands; i++)
            Ask();
        // The smallest object has 24 bytes; what else allocates in this process does not depend on the number of commands.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 8 * Commands);

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
