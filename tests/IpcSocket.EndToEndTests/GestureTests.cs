using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// What is done with one button beyond pressing it, from the FIFO to the LED.
public sealed class GestureTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task A_hold_comes_after_the_press_that_began_it_while_the_button_is_still_down()
    {
        var (led, port) = await _house.StartLedAsync();
        var button = await StartButtonAsync(port, ("ButtonClient:Hold", "LED BLINK 200ms"), ("ButtonClient:HoldTime", "00:00:00.300"));

        // Two presses first that are none.
        _house.Press("0\n1\n0\n1\n");
        await button.WaitForLineAsync("Button pressed: LED Off");
        _house.Press("0\n");
        await button.WaitForLineAsync("Button held: LED Blink");
        await led.WaitForLineAsync("LED Status: Blink");
        _house.Press("1\n0\n1\n");

        await button.WaitForLineAsync("Button pressed: LED Off", count: 2);
        Assert.Equal(2, button.CountLines("Button pressed: LED On"));
        Assert.Equal(1, button.CountLines("Button held"));
    }

    [Theory]
    [InlineData("printf '0\\n1\\n0\\n1\\n' > \"$1\"")]
    [InlineData("echo 0 > \"$1\"; echo 1 > \"$1\"; echo 0 > \"$1\"; echo 1 > \"$1\"")]
    [InlineData("echo 0 > \"$1\"; echo 0 > \"$1\"")]
    public async Task A_double_press_comes_after_its_first_press_and_in_place_of_the_second(string line)
    {
        var (led, port) = await _house.StartLedAsync();
        var button = await StartButtonAsync(
            port, ("ButtonClient:DoublePress", "LED ON FOR 10m"), ("ButtonClient:DoublePressTime", "00:00:10"), ("ButtonClient:Press", "LED OFF"));

        Assert.Equal(0, await _house.ShellAsync(line));

        await button.WaitForLineAsync("Button pressed twice: LED On");
        await led.WaitForLineAsync("LED Status: On");
        Assert.Equal(1, button.CountLines("Button pressed: LED Off"));
        Assert.Equal(2, button.CountLines("Button pressed"));
    }

    [Fact]
    public async Task A_thousand_presses_with_gestures_on_are_a_thousand_changes()
    {
        const int Presses = 1000;
        var (led, port) = await _house.StartLedAsync();
        var button = await StartButtonAsync(
            port, ("ButtonClient:Hold", "LED BLINK"), ("ButtonClient:HoldTime", "00:00:10"), ("ButtonClient:DoublePress", "LED TOGGLE"));

        // Written at once, so that many wait at each step of the way.
        _house.Press(string.Concat(Enumerable.Repeat("0\n1\n", Presses)));

        await button.WaitForLineAsync("Button pressed", Presses);
        await LedChanges.WaitForAsync(led, "LED Status: ", Presses);
        Assert.Equal(Presses, LedChanges.Count(led.Output.All, "LED Status: "));
        using var client = await LineConnection.OpenAsync(port);
        Assert.Equal("OK LED Off", await client.AskAsync("LED STATUS"));
        Assert.Equal(Presses / 2, button.CountLines("Button pressed twice"));
        Assert.Equal(0, button.CountLines("Button held"));
    }

    [Fact]
    public async Task Of_the_gestures_during_an_outage_the_newest_is_carried_out()
    {
        var port = FreePort.Next();
        var button = await _house.StartButtonAsync(port, ("ButtonClient:DoublePress", "LED BLINK"));
        await button.WaitForLineAsync("cannot be reached");
        _house.Press("0\n1\n0\n1\n");
        await button.WaitForLineAsync("A press is held");

        var (led, _) = await _house.StartLedAsync(("LedServer:Port", $"{port}"));

        await button.WaitForLineAsync("Button pressed twice: LED Blink");
        await led.WaitForLineAsync("LED Status: Blink");
        Assert.Equal(1, led.CountLines("LED Status"));
        Assert.Equal(1, button.CountLines("Button pressed"));
    }

    [Fact]
    public async Task A_LED_that_is_on_until_close_goes_off_with_the_daemon_of_its_button()
    {
        var (led, port) = await _house.StartLedAsync();
        var button = await StartButtonAsync(port, ("ButtonClient:Press", "LED ON UNTIL CLOSE"));
        _house.Press();
        await button.WaitForLineAsync("Button pressed: LED On");

        button.Signal(Signal.Kill);

        await led.WaitForLineAsync("LED Status: Off");
    }

    private async Task<DaemonProcess> StartButtonAsync(int port, params (string Key, string Value)[] settings)
    {
        var button = await _house.StartButtonAsync(port, settings);
        await button.WaitForLineAsync("is there");
        return button;
    }
}
