using System.Net;
using IpcSocket.Protocol.Net;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:5555")]
    [InlineData("::1", "[::1]:5555")]
    [InlineData("*", "*:5555")]
    [InlineData("led.example", "led.example:5555")]
    public void It_is_shown_as_people_write_it(string host, string shown) => Assert.Equal(shown, new Endpoint(host, 5555).ToString());

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("fe80::1%lo", true)]
    [InlineData("localhost", true)]
    [InlineData("*", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("[::1]", false)]
    [InlineData("http://led", false)]
    [InlineData("b\u00fccher.example", true)]
    [InlineData("\u202eled.example", false)]
    [InlineData("led\u200b.example", false)]
    public void A_host_is_a_name_or_an_address(string host, bool isHost) => Assert.Equal(isHost, Endpoint.HostFault(host) is null);

    [Fact]
    public void A_name_that_no_resolver_takes_is_no_host() =>
        Assert.NotNull(Endpoint.HostFault(string.Join('.', Enumerable.Repeat("abcdefghi", 26))));

    [Fact]
    public void An_IPv4_peer_of_a_socket_for_both_families_is_shown_as_IPv4() => Assert.Equal(
        "192.0.2.7:9",
        Endpoint.Normalize(new IPEndPoint(IPAddress.Parse("::ffff:192.0.2.7"), 9)).ToString());
}
