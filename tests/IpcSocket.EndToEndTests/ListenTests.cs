using System.Net;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

public sealed class ListenTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Theory]
    [InlineData("*", "127.0.0.1", "::1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.2", "127.0.0.2")]
    public async Task Led_tcp_listens_where_it_is_told_to(string host, params string[] addresses)
    {
        var (led, port) = await _house.StartLedAsync(("LedServer:Host", host));

        foreach (var address in addresses)
        {
            using var client = await LineConnection.OpenAsync(port, IPAddress.Parse(address));
            Assert.Equal("OK PONG", await client.AskAsync("PING"));
        }
        if (host != "*")
            await led.WaitForLineAsync(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{addresses[0]}:{port}");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("::1")]
    public async Task Button_tcp_finds_it_by_name_and_by_either_kind_of_address(string host)
    {
        var (led, port) = await _house.StartLedAsync(("LedServer:Host", "*"));
        var button = await _house.StartButtonAsync(port, ("ButtonClient:Host", host));

        _house.Press();

        await led.WaitForLineAsync("LED Status: On");
        await button.WaitForLineAsync("Button pressed: LED On");
    }

    [Fact]
    public async Task A_host_name_that_does_not_resolve_does_not_end_button_tcp()
    {
        var button = await _house.StartButtonAsync(FreePort.Next(), ("ButtonClient:Host", "no-such-host.invalid"));

        await button.WaitForLineAsync("led-tcp at no-such-host.invalid:");

        button.Signal(Signal.Terminate);
        Assert.Equal(0, await button.ExitAsync(Limits.Stop));
    }
}
