using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class AdoptedSocketTests
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
            await using var server = RunningServer.Start(handler, [ListenSocket.Adopt(SystemCalls.Duplicate((int)given.Handle))]);
            using var client = await RawClient.ConnectAsync(given.LocalEndPoint!);
            Assert.Equal("here", await client.AskAsync("here"));
            await server.StopAsync();
            // Between two starts a client waits in the queue; it is not refused.
            using var early = await RawClient.ConnectAsync(given.LocalEndPoint!);
            await early.SendAsync("early\n");
            await using var next = RunningServer.Start(handler, [ListenSocket.Adopt(SystemCalls.Duplicate((int)given.Handle))]);
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
        await using var server = RunningServer.Start(new EchoHandler(), [ListenSocket.Adopt(SystemCalls.Duplicate((int)given.Handle))]);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(given.LocalEndPoint!);
        using var client = RawClient.Of(socket);
        Assert.Equal("here", await client.AskAsync("here"));
    }

    [Fact]
    public async Task A_socket_of_which_a_copy_is_kept_goes_on_listening_for_the_next_process()
    {
        var first = (await ListenSocket.BindAsync(new Endpoint("127.0.0.1", 0)))[0];
        var copy = SystemCalls.Duplicate(first.Descriptor);
        await using (var server = RunningServer.Start(new EchoHandler(), [first]))
        {
            using var client = await server.ConnectAsync();
            Assert.Equal("here", await client.AskAsync("here"));
        }
        using var early = await RawClient.ConnectAsync(first.Address);
        await early.SendAsync("early\n");
        await using var next = RunningServer.Start(new EchoHandler(), [ListenSocket.Restore(copy)]);
        Assert.Equal("early", await early.ReadLineAsync());
    }

    [Fact]
    public async Task A_socket_that_is_given_up_listens_no_more_although_a_copy_is_kept()
    {
        var first = (await ListenSocket.BindAsync(new Endpoint("127.0.0.1", 0)))[0];
        var address = (IPEndPoint)first.Address;
        using var copy = new SafeFileHandle(SystemCalls.Duplicate(first.Descriptor), ownsHandle: true);
        await using var server = RunningServer.Start(new EchoHandler(), [first]);
        await server.Server.StopListeningAsync();
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(address));
        // The kept copy still has the address, but is not in the way.
        using var again = ListenSocket.Bind(address);
        using var client = await RawClient.ConnectAsync(address);
    }

    [Fact]
    public void What_was_kept_and_does_not_listen_is_refused_and_closed()
    {
        using var unbound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var file = File.OpenHandle("/dev/null");
        foreach (var descriptor in new[] { SystemCalls.Duplicate((int)unbound.Handle), SystemCalls.Duplicate((int)file.DangerousGetHandle()) })
        {
            Assert.Throws<ListenException>(() => ListenSocket.Restore(descriptor));
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("127.0.0.1", "0.0.0.0", true)]
    [InlineData("127.0.0.1", "::", true)]
    [InlineData("::", "127.0.0.1", true)]
    [InlineData("::", "::1", true)]
    [InlineData("0.0.0.0", "::", true)]
    [InlineData("0.0.0.0", "::1", false)]
    [InlineData("::1", "127.0.0.1", false)]
    public void Addresses_overlap_where_the_kernel_lets_only_one_socket_listen(string own, string other, bool overlaps)
    {
        using var socket = ListenSocket.Bind(new IPEndPoint(IPAddress.Parse(own), 0));
        var next = new IPEndPoint(IPAddress.Parse(other), ((IPEndPoint)socket.Address).Port);
        Assert.Equal(overlaps, socket.Overlaps(next));
        if (overlaps)
            Assert.Throws<ListenException>(() => ListenSocket.Bind(next));
        else
            ListenSocket.Bind(next).Dispose();
        Assert.False(socket.Overlaps(new IPEndPoint(next.Address, next.Port ^ 1)));
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
}
