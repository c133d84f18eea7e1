using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class ListenSocketTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("*", "127.0.0.1")]
    [InlineData("*", "::1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "::1")]
    public async Task An_endpoint_can_be_reached_at_its_addresses(string host, string address)
    {
        await using var server = await RunningServer.StartAsync(new EchoHandler(), host: host);
        var port = ((IPEndPoint)server.Address).Port;
        using var client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), port));
        Assert.Equal("here", await client.AskAsync("here"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        holder.Listen();
        var port = ((IPEndPoint)holder.LocalEndPoint!).Port;
        var fault = await Assert.ThrowsAsync<ListenException>(() => ListenSocket.BindAsync(new Endpoint("127.0.0.1", port)));
        Assert.StartsWith($"cannot listen on 127.0.0.1:{port}: the port is taken", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        // TEST-NET-1 (RFC 5737): nobody's address.
        var fault = await Assert.ThrowsAsync<ListenException>(() => ListenSocket.BindAsync(new Endpoint("192.0.2.1", 5555)));
        Assert.StartsWith("cannot listen on 192.0.2.1:5555: this machine has no such address", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disabled_address_family_is_an_error_of_one_line()
    {
        var error = Assert.Throws<ListenException>(() => ListenSocket.Bind(new AddressOfDisabledFamily()));
        Assert.StartsWith("cannot listen on 127.0.0.1:5555: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_peer_of_a_socket_for_both_families_is_shown_as_what_it_is()
    {
        var handler = new EchoHandler();
        await using var server = await RunningServer.StartAsync(handler, host: "*");
        var port = ((IPEndPoint)server.Address).Port;
        using var client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.AskAsync("hello");
        Assert.Equal(client.Socket.LocalEndPoint, Assert.Single(handler.Connections).Key.Peer);
    }

    // The system opens no socket of this family, as with ipv6.disable=1 none of IPv6.
    private sealed class AddressOfDisabledFamily() : IPEndPoint(IPAddress.Loopback, 5555)
    {
        public override AddressFamily AddressFamily => AddressFamily.AppleTalk;
    }
}
