using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class HostNameErrorTests
{
    [Theory]
    [InlineData(SocketError.HostNotFound, "the host name 'led-host' cannot be resolved: it has no address")]
    [InlineData(SocketError.NoData, "the host name 'led-host' cannot be resolved: it has no address")]
    [InlineData(SocketError.TryAgain, "the host name 'led-host' cannot be resolved: the name service does not answer")]
    [InlineData(SocketError.ConnectionRefused, null)]
    public void A_name_without_an_address_is_named(SocketError error, string? expected)
    {
        Assert.Equal(expected, HostNameError.Describe("led-host", error));
        var described = HostNameError.Describe("led-host", new SocketException((int)error));
        Assert.Equal(expected, described?.Message);
        Assert.Equal(expected is null ? null : error, described?.SocketErrorCode);
    }

    [Fact]
    public async Task A_client_names_the_host_that_it_cannot_resolve()
    {
        var error = await Assert.ThrowsAsync<SocketException>(
            () => LineClient.ConnectAsync(new Endpoint(HostNames.WithoutAddress, 5555), TimeSpan.FromMinutes(1), default));
        Assert.StartsWith($"the host name '{HostNames.WithoutAddress}' cannot be resolved: ", error.Message, StringComparison.Ordinal);
    }
}
