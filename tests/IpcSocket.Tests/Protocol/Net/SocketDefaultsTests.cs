using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class SocketDefaultsTests
{
    [Fact]
    public async Task Handlers_that_the_runtime_runs_elsewhere_than_configured_are_found_out()
    {
        // Not set, so that nothing is promised. It also has the runtime read the variable.
        Assert.True(await SocketDefaults.HandlersRunAsConfiguredAsync().WaitAsync(Limits.Test));
        var (near, far) = SocketPair.Create();
        using (near)
        using (far)
        {
            var receiving = near.ReceiveAsync(new byte[1]);
            far.Send([0]);
            await receiving.WaitAsync(Limits.Test);
        }
        SocketDefaults.RunHandlersOnSocketThread();
        try
        {
            // Too late for this process.
            Assert.False(await SocketDefaults.HandlersRunAsConfiguredAsync().WaitAsync(Limits.Test));
        }
        finally
        {
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", null);
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", null);
        }
    }

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
