using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class RefusalTests
{
    [Fact]
    public async Task A_connection_without_a_descriptor_to_spare_is_sent_the_reason_and_closed_at_once()
    {
        await using var server = new LineServer(new EchoHandler(), new LineServerOptions(), new CollectingLogger<LineServer>());
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = await RawClient.ConnectAsync(listener.LocalEndPoint!);
        using var accepted = await listener.AcceptAsync();
        new Refusal(server).RefuseAtOnce(accepted);
        Assert.True(accepted.SafeHandle.IsClosed);
        Assert.Equal("ERR too-many-connections no file descriptor is left; try again later\n", await client.ReadToEndAsync());
        Assert.Equal(1, server.Counters.Refused);
    }
}
