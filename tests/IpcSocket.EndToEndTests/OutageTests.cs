using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// led-tcp goes and comes; button-tcp stays.
public sealed class OutageTests : IAsyncLifetime
{
    private const string CannotBeReached = "cannot be reached";
    private const string IsThere = "is there; its LED is";

    private readonly House _house = new();
    private readonly int _port = FreePort.Next();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task After_each_kill_the_last_press_is_executed_and_the_outage_is_told_once()
    {
        var led = await StartLedAsync();
        var button = await _house.StartButtonAsync(_port);
        await button.WaitForLineAsync(IsThere);

        for (var outage = 1; outage <= 3; outage++)
        {
            _house.Press();
            led.Signal(Signal.Kill);
            _house.Press();
            Assert.Equal(128 + (int)Signal.Kill, await led.ExitAsync());
            await button.WaitForLineAsync(CannotBeReached, outage);
            _house.Press();
            led = await StartLedAsync();
            await button.WaitForLineAsync(IsThere, outage + 1);

            // Whatever became of the presses before: a led-tcp that has just started shows Off, and the newest press wants the other state.
            await led.WaitForLineAsync("LED Status: On");
            Assert.Equal("OK LED On", await StatusAsync());
            Assert.Equal(outage, button.CountLines(CannotBeReached));
            Assert.Equal(outage + 1, button.CountLines(IsThere));
            Assert.Equal(1, led.CountLines("LED Status"));
            Assert.False(button.HasExited);
            await _house.NextPressIsAcknowledgedAsync(button, "Off");
        }
    }

    [Fact]
    public async Task An_orderly_restart_is_an_outage_too()
    {
        var led = await StartLedAsync();
        var button = await _house.StartButtonAsync(_port);
        await button.WaitForLineAsync(IsThere);

        led.Signal(Signal.Terminate);
        Assert.Equal(0, await led.ExitAsync());
        await button.WaitForLineAsync(CannotBeReached);
        await StartLedAsync();
        await button.WaitForLineAsync(IsThere, count: 2);

        await _house.NextPressIsAcknowledgedAsync(button, "On");
        Assert.Equal(1, button.CountLines(CannotBeReached));
    }

    [Fact]
    public async Task Button_tcp_may_start_first_and_holds_the_presses_folded_into_one()
    {
        var button = await _house.StartButtonAsync(_port);
        await button.WaitForLineAsync(CannotBeReached);
        _house.Press("0\n0\n");
        await button.WaitForLineAsync("A press is held");

        var led = await StartLedAsync();

        await button.WaitForLineAsync("Button pressed: LED On");
        Assert.Equal("OK LED On", await StatusAsync());
        await led.WaitForLineAsync("LED Status: On");
        Assert.Equal(1, led.CountLines("LED Status"));
        Assert.Equal(1, button.CountLines("A press is held"));
    }

    [Fact]
    public async Task A_press_that_is_too_old_is_dropped_and_not_replayed()
    {
        var button = await _house.StartButtonAsync(_port, ("ButtonClient:MaxPressAge", "00:00:01"));
        await button.WaitForLineAsync(CannotBeReached);
        _house.Press();
        await button.WaitForLineAsync("A press is held until led-tcp is there, for 00:00:01 at most");
        await button.WaitForLineAsync("A press was dropped: ");

        var led = await StartLedAsync();
        await button.WaitForLineAsync(IsThere + " Off");

        Assert.Equal("OK LED Off", await StatusAsync());
        await _house.NextPressIsAcknowledgedAsync(button, "On");
        await led.WaitForLineAsync("LED Status: On");
        Assert.Equal(1, led.CountLines("LED Status"));
        Assert.Equal(1, button.CountLines("Button pressed"));
        Assert.Equal(1, button.CountLines("A press was dropped"));
    }

    private async Task<DaemonProcess> StartLedAsync() => (await _house.StartLedAsync(("LedServer:Port", $"{_port}"))).Daemon;

    private async Task<string?> StatusAsync()
    {
        using var client = await LineConnection.OpenAsync(_port);
        return await client.AskAsync("LED STATUS");
    }
}
