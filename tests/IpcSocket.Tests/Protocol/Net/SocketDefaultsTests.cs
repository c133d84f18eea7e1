using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class SocketDefaultsTests
{
    [Fact]
    public void A_socket_sends_at_once_and_finds_a_peer_that_is_gone_without_a_word()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SocketDefaults.Apply(socket);
        Assert.True(socket.NoDelay);
        Assert.Equal(1, Option(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(10, Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(2, Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(8, Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
        Span<byte> userTimeout = stackalloc byte[sizeof(int)];
        // IPPROTO_TCP and TCP_USER_TIMEOUT of <netinet/tcp.h>.
        socket.GetRawSocketOption(6, 18, userTimeout);
        Assert.Equal(25_000, BitConverter.ToInt32(userTimeout));

        int Option(SocketOptionLevel level, SocketOptionName name) => (int)socket.GetSocketOption(level, name)!;
    }
}
