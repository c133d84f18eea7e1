using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// A server that takes connections and says nothing. Each test waits for button-tcp's reply timeout of 5 s.
public sealed class SilentServerTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task A_press_to_a_server_that_never_replies_is_dropped_when_too_old_and_the_next_one_counts()
    {
        using var server = new ScriptedServer();
        var button = await _house.StartButtonAsync(server.Port, ("ButtonClient:MaxPressAge", "00:00:01"));
        using var silent = await server.AcceptAsync();
        Assert.Equal("WATCH", await silent.ReadLineAsync());
        _house.Press();
        await button.WaitForLineAsync("A press is held");

        await button.WaitForLineAsync("cannot be reached");
        await button.WaitForLineAsync("A press was dropped");
        using var replying = await server.AcceptAndGreetAsync("OK led=Off\n");
        await button.WaitForLineAsync("is there; its LED is Off");
        _house.Press();

        Assert.Equal("LED ON", await replying.ReadLineAsync());
        await replying.SendAsync("OK LED On\n");
        await button.WaitForLineAsync("Button pressed: LED On");
    }

    [Fact]
    public async Task A_press_is_executed_once_when_a_stopped_led_tcp_goes_on()
    {
        var (led, port) = await _house.StartLedAsync();
        var button = await _house.StartButtonAsync(port);
        await button.WaitForLineAsync("is there");
        led.Signal(Signal.Stop);
        _house.Press();
        await button.WaitForLineAsync("cannot be reached");

        led.Signal(Signal.Continue);

        await button.WaitForLineAsync("Button pressed: LED On");
        using var client = await LineConnection.OpenAsync(port);
        Assert.Equal("OK LED On", await client.AskAsync("LED STATUS"));
        await led.WaitForLineAsync("LED Status: On");
        Assert.Equal(1, led.CountLines("LED Status"));
        Assert.Equal(1, button.CountLines("cannot be reached"));
    }
}
