using System.Net;
using System.Net.Sockets;
using SocketLab;
using Xunit;

namespace IpcSocket.Tests.SocketLab;

public sealed class SocketTableTests
{
    [Theory]
    [InlineData("tcp",
        "   0: 0100007F:15B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 215203 1 0000000000000000 100 0 0 10 0",
        "127.0.0.1:5555", "0.0.0.0:0", "LISTEN", 215203)]
    [InlineData("tcp",
        "   1: 0100007F:15B3 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 215204 1 0000000000000000 20 4 30 10 -1",
        "127.0.0.1:5555", "127.0.0.1:54321", "ESTABLISHED", 215204)]
    [InlineData("tcp",
        "  12: 0200000A:3039 010200C0:01BB 06 00000000:00000000 03:0000145B 00000000     0        0 0 3 0000000000000000",
        "10.0.0.2:12345", "192.0.2.1:443", "TIME_WAIT", 0)]
    [InlineData("tcp6",
        "   0: 00000000000000000000000001000000:0DA2 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 99 1 0 100",
        "[::1]:3490", "[::]:0", "LISTEN", 99)]
    [InlineData("tcp6",
        "   0: 0000000000000000FFFF00000100007F:0DA2 0000000000000000FFFF00000100007F:AD52 08 00000000:00000000 00:00000000 00000000  0  0 7 1 0",
        "[::ffff:127.0.0.1]:3490", "[::ffff:127.0.0.1]:44370", "CLOSE_WAIT", 7)]
    [InlineData("udp",
        "  100: 00000000:FF97 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 42 2 0000000000000000 17",
        "0.0.0.0:65431", "0.0.0.0:0", "-", 42)]
    [InlineData("udp",
        "  100: 0100007F:FF97 0100007F:FF98 01 00000000:00000000 00:00000000 00000000     0        0 42 2 0000000000000000 17",
        "127.0.0.1:65431", "127.0.0.1:65432", "CONNECTED", 42)]
    public void A_line_of_the_kernel_is_read(string protocol, string line, string local, string remote, string state, long inode) => Assert.Equal(
        new SocketEntry(protocol, IPEndPoint.Parse(local), IPEndPoint.Parse(remote), state, inode), SocketTable.Parse(protocol, line));

    [Fact]
    public void Of_rows_that_the_kernel_repeats_the_newest_stays()
    {
        var before = Entry("tcp", 54321, "ESTABLISHED", 7);
        var after = Entry("tcp", 54321, "TIME_WAIT", 0);
        var other = Entry("tcp", 54322, "ESTABLISHED", 8);
        SocketEntry[] listeners = [Entry("tcp", 0, "LISTEN", 9), Entry("tcp", 0, "LISTEN", 10)];
        SocketEntry[] connected = [Entry("udp", 54321, "CONNECTED", 11), Entry("udp", 54321, "CONNECTED", 12)];

        Assert.Equal(
            [after, other, .. listeners, .. connected],
            SocketTable.Newest([before, other, .. listeners, before, other, .. connected, .. connected, after]));

        static SocketEntry Entry(string protocol, int remotePort, string state, long inode) =>
            new(protocol, new IPEndPoint(IPAddress.Loopback, 5555), new IPEndPoint(IPAddress.Loopback, remotePort), state, inode);
    }

    [Theory]
    [InlineData(2, "SYN_SENT")]
    [InlineData(3, "SYN_RECEIVED")]
    [InlineData(4, "FIN_WAIT_1")]
    [InlineData(9, "LAST_ACK")]
    [InlineData(11, "CLOSING")]
    [InlineData(12, "SYN_RECEIVED")]
    [InlineData(13, "?")]
    public void A_state_has_the_name_of_the_standard(int number, string name) => Assert.Equal(name, TcpState.Name(number));

    [Theory]
    [InlineData("")]
    [InlineData("0: 0100007F:15B3")]
    public void Anything_else_is_told(string line) => Assert.Throws<FormatException>(() => SocketTable.Parse("tcp", line));

    [Fact]
    public void A_socket_of_this_process_is_found_with_its_descriptor()
    {
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        var entry = Assert.Single(SocketTable.Read("self"), entry => entry.State == "LISTEN" && entry.Local.Equals(listener.LocalEndPoint));
        Assert.Equal("tcp6", entry.Protocol);
        var owners = SocketOwners.Of(Environment.ProcessId);
        Assert.True(owners.Have(entry));
        Assert.EndsWith($"[{Environment.ProcessId}] fd {listener.Handle}", owners.Text(entry), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("socket:[215203]", 215203L)]
    [InlineData("pipe:[215203]", null)]
    [InlineData("/dev/null", null)]
    [InlineData(null, null)]
    public void A_descriptors_link_tells_the_inode_of_a_socket(string? link, long? inode) => Assert.Equal(inode, SocketOwners.Inode(link));

    [Fact]
    public void A_server_may_bind_the_addresses_of_both_families()
    {
        var addresses = PassiveAddresses.Get(AddressFamily.Unspecified, 3490);
        Assert.Contains(new IPEndPoint(IPAddress.Any, 3490), addresses);
        Assert.Equal([new IPEndPoint(IPAddress.Any, 3490)], PassiveAddresses.Get(AddressFamily.InterNetwork, 3490));
        Assert.Equal([new IPEndPoint(IPAddress.IPv6Any, 0xB38F)], PassiveAddresses.Get(AddressFamily.InterNetworkV6, 0xB38F));
    }
}
