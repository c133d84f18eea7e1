using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using SocketLab;
using Xunit;

namespace IpcSocket.Tests.SocketLab;

public sealed class GreetCommandTests
{
    [Fact]
    public async Task A_send_to_a_client_that_is_gone_is_reported()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        await client.ConnectAsync(listener.LocalEndPoint!).WaitAsync(Limits.Test);
        using var connection = new StreamConnection(await listener.AcceptAsync().WaitAsync(Limits.Test));
        Assert.Null(await GreetCommand.SendAsync(connection, "Thank you for connecting", CancellationToken.None));

        // A close without a wait for what is unread is a reset, which the receive notices.
        client.Dispose();
        await Assert.ThrowsAsync<SocketException>(() => connection.ReceiveAsync(new byte[1], CancellationToken.None).AsTask().WaitAsync(Limits.Test));

        Assert.Equal("failed: Broken pipe", await GreetCommand.SendAsync(connection, "Come back often", CancellationToken.None));
    }
}
