using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// Old and new programs together.
public sealed class AncestorTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task The_ancestors_client_switches_and_leaves_nothing_else_in_the_log()
    {
        var (led, port) = await _house.StartLedAsync(("Logging:LogLevel:Default", "Debug"));

        await AncestorClient.SendAsync(port, "LED ON");
        await led.WaitForLineAsync("LED Status: On");
        await AncestorClient.SendAsync(port, "LED OFF");
        await led.WaitForLineAsync("LED Status: Off");
        await AncestorClient.SendAsync(port, "LED OFF");

        // The end of the last connection is told behind everything that could be told of it.
        await led.Output.WaitForAsync(line => line.Contains(" DBG Connection from ", StringComparison.Ordinal)
            && line.Contains(" closed: ", StringComparison.Ordinal), count: 3);
        Assert.Collection(
            led.Output.All.Where(line => !line.Contains(" DBG ", StringComparison.Ordinal)),
            line => Assert.Contains(" INF Listening on ", line, StringComparison.Ordinal),
            line => Assert.EndsWith(" INF LED Status: On", line, StringComparison.Ordinal),
            line => Assert.EndsWith(" INF LED Status: Off", line, StringComparison.Ordinal));
        using var client = await LineConnection.OpenAsync(port);
        Assert.Contains(" errors=0 ", await client.AskAsync("STATS"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LED ON")]
    [InlineData("LED ON\0")]
    [InlineData("LED ON\r\n")]
    public async Task A_command_counts_however_its_sender_ends_it(string command)
    {
        var (led, port) = await _house.StartLedAsync();
        using var client = await LineConnection.OpenAsync(port);

        await client.SendAsync(command);

        Assert.Equal("OK LED On", await client.ReadLineAsync());
        await led.WaitForLineAsync("LED Status: On");
    }

    [Fact]
    public async Task The_ancestors_server_gets_each_press_once_on_a_connection_of_its_own()
    {
        await using var ancestor = new AncestorServer(FreePort.Next());
        var button = await StartBesideAsync(ancestor);
        var connections = ancestor.Received.All.Count;

        for (var press = 1; press <= 5; press++)
        {
            _house.Press();
            await ancestor.Commands.WaitForAsync(_ => true, press);
            await button.WaitForLineAsync("sent to a server that does not acknowledge", press);
        }
        // It serves one client after another: were a connection held open, this one would not be served.
        await AncestorClient.SendAsync(ancestor.Port, "LED OFF");
        await ancestor.Commands.WaitForAsync(_ => true, count: 6);

        Assert.Equal(["LED ON", "LED OFF", "LED ON", "LED OFF", "LED ON", "LED OFF"], ancestor.Commands.All);
        Assert.Equal(connections + 6, ancestor.Received.All.Count);
        Assert.Equal(0, button.CountLines("cannot be reached"));
    }

    [Fact]
    public async Task Presses_in_one_write_reach_the_ancestors_server_one_by_one()
    {
        await using var ancestor = new AncestorServer(FreePort.Next());
        await StartBesideAsync(ancestor);

        _house.Press("0\n0\n0\n0\n");

        await ancestor.Commands.WaitForAsync(_ => true, count: 4);
        Assert.Equal(["LED ON", "LED OFF", "LED ON", "LED OFF"], ancestor.Commands.All);
    }

    [Fact]
    public async Task A_led_tcp_that_takes_the_ancestors_place_is_acknowledged_again()
    {
        var port = FreePort.Next();
        var ancestor = _house.Keep(new AncestorServer(port));
        var button = await StartBesideAsync(ancestor);
        foreach (var command in (string[])["LED ON", "LED OFF"])
        {
            _house.Press();
            await ancestor.Commands.WaitForAsync(received => received == command);
            await button.WaitForLineAsync($"Button pressed: {command[..4]}{(command == "LED ON" ? "On" : "Off")}, sent");
        }
        await ancestor.DisposeAsync();
        var (led, _) = await _house.StartLedAsync(("LedServer:Port", $"{port}"));

        _house.Press();
        await led.WaitForLineAsync("LED Status: On");
        await button.WaitForLineAsync("is there; its LED is On");

        await _house.NextPressIsAcknowledgedAsync(button, "Off");
        await led.WaitForLineAsync("LED Status: Off");
    }

    private async Task<DaemonProcess> StartBesideAsync(AncestorServer ancestor)
    {
        var button = await _house.StartButtonAsync(ancestor.Port);
        await button.WaitForLineAsync("closes without a reply, as the C original does");
        return button;
    }
}
