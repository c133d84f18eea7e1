using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed partial class AdoptedSocketTests
{
    [Fact]
    public async Task A_server_serves_on_a_socket_that_somebody_else_has_bound_and_leaves_it_listening()
    {
        using var given = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        given.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        given.Listen(10);
        for (var start = 0; start < 3; start++)
        {
            var handler = new EchoHandler();
            await using var server = RunningServer.Start(handler, [ListenSocket.Adopt(Duplicate((int)given.Handle))]);
            using var client = await RawClient.ConnectAsync(given.LocalEndPoint!);
            Assert.Equal("here", await client.AskAsync("here"));
            await server.StopAsync();
            // Between two starts a client waits in the queue; it is not refused.
            using var early = await RawClient.ConnectAsync(given.LocalEndPoint!);
            await early.SendAsync("early\n");
            await using var next = RunningServer.Start(handler, [ListenSocket.Adopt(Duplicate((int)given.Handle))]);
            Assert.Equal("early", await early.ReadLineAsync());
        }
    }

    [Fact]
    public async Task A_Unix_socket_that_was_passed_on_is_served_too()
    {
        using var folder = new TemporaryDirectory();
        using var given = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        given.Bind(new UnixDomainSocketEndPoint(folder["led"]));
        given.Listen(10);
        await using var server = RunningServer.Start(new EchoHandler(), [ListenSocket.Adopt(Duplicate((int)given.Handle))]);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(given.LocalEndPoint!);
        using var client = RawClient.Of(socket);
        Assert.Equal("here", await client.AskAsync("here"));
    }

    [Fact]
    public void What_is_not_a_listening_stream_socket_is_named()
    {
        using var datagram = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using var unbound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var file = File.OpenHandle("/dev/null");
        foreach (var descriptor in new[] { (int)datagram.Handle, (int)unbound.Handle, (int)file.DangerousGetHandle() })
        {
            var fault = Assert.Throws<ListenException>(() => ListenSocket.Adopt(descriptor));
            Assert.StartsWith($"the inherited descriptor {descriptor} is not a ", fault.Message, StringComparison.Ordinal);
        }
    }

    // Each start is another process in truth, with a descriptor of its own for the same socket.
    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);
}
