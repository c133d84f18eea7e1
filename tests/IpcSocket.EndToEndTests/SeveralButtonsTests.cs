using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// One button-tcp with several buttons, one led-tcp with several LEDs.
public sealed class SeveralButtonsTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task Each_button_has_its_LED_and_all_share_one_connection()
    {
        var (led, port) = await StartLedsAsync();
        var button = await StartButtonsAsync(port);
        await button.WaitForLineAsync("is there; its LEDs are hall=Off kitchen=Off");

        Press("desk");
        await button.WaitForLineAsync("Button desk pressed: LED kitchen On");
        Press("door");
        await button.WaitForLineAsync("Button door pressed: LED On");
        Press("desk");
        await button.WaitForLineAsync("Button desk pressed: LED kitchen Off");

        await led.WaitForLineAsync("LED kitchen Status: Off");
        Assert.Equal(1, led.CountLines("LED kitchen Status: On"));
        Assert.Equal(1, led.CountLines("LED Status: On"));
        Assert.Equal(1, led.CountLines("LED kitchen Status: Off"));
        using var client = await LineConnection.OpenAsync(port);
        Assert.Equal("OK hall=On kitchen=Off", await client.AskAsync("LIST"));
        Assert.StartsWith("OK connections=2 ", await client.AskAsync("STATS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_presses_of_both_at_the_same_time_are_all_carried_out()
    {
        const int Presses = 200;
        var (led, port) = await StartLedsAsync();
        var button = await StartButtonsAsync(port, ("ButtonClient:DoublePress", "none"));
        await button.WaitForLineAsync("is there");

        await Task.WhenAll(
            Task.Run(() => PressOften("door", Presses)),
            Task.Run(() => PressOften("desk", Presses + 1)));

        await button.WaitForLineAsync("Button door pressed: LED ", Presses);
        await button.WaitForLineAsync("Button desk pressed: LED kitchen ", Presses + 1);
        await LedChanges.WaitForAsync(led, "LED Status: ", Presses);
        await LedChanges.WaitForAsync(led, "LED kitchen Status: ", Presses + 1);
        using var client = await LineConnection.OpenAsync(port);
        Assert.Equal("OK hall=Off kitchen=On", await client.AskAsync("LIST"));
    }

    [Fact]
    public async Task During_an_outage_each_button_keeps_its_newest_press()
    {
        var port = FreePort.Next();
        var button = await StartButtonsAsync(port);
        await button.WaitForLineAsync("cannot be reached");
        Press("desk");
        await button.WaitForLineAsync("A press of desk is held");
        Press("door");
        await button.WaitForLineAsync("A press of door is held");
        Press("desk");

        var (led, _) = await StartLedsAsync(("LedServer:Port", $"{port}"));

        await led.WaitForLineAsync("LED kitchen Status: On");
        await led.WaitForLineAsync("LED Status: On");
        await button.WaitForLineAsync("Button desk pressed: LED kitchen On");
        Assert.Equal(0, led.CountLines("Status: Off"));
        Assert.Equal(2, button.CountLines("is held until"));
    }

    [Fact]
    public async Task Two_buttons_with_one_FIFO_are_a_fault_in_the_configuration()
    {
        var button = _house.Start(Programs.ButtonTcp,
            ("ButtonClient:Buttons:door:Press", "LED ON"), ("ButtonClient:Buttons:desk:Press", "LED kitchen STATUS"));

        Assert.Equal(78, await button.ExitAsync());
        Assert.Equal(
            [
                "button-tcp: ButtonClient:Buttons:desk:Press is 'LED kitchen STATUS'; "
                    + "allowed is a line that switches a LED, such as LED TOGGLE or LED kitchen OFF, or none",
                $"button-tcp: ButtonClient:Buttons:desk needs a Fifo of its own: {_house.Fifo} is the button door already",
            ],
            button.Error.All);
    }

    private void Press(string button) => _house.Press("0\n1\n", _house[button]);

    private void PressOften(string button, int presses)
    {
        for (var press = 0; press < presses; press++)
            Press(button);
    }

    private Task<(DaemonProcess Daemon, int Port)> StartLedsAsync(params (string Key, string Value)[] settings) =>
        _house.StartLedAsync([("LedServer:Leds:hall:Adapter", "pc"), ("LedServer:Leds:kitchen:Adapter", "pc"), .. settings]);

    private Task<DaemonProcess> StartButtonsAsync(int port, params (string Key, string Value)[] settings) => _house.StartButtonAsync(
        port,
        [
            ("ButtonClient:Buttons:door:Fifo", _house["door"]),
            ("ButtonClient:Buttons:desk:Fifo", _house["desk"]),
            ("ButtonClient:Buttons:desk:Press", "LED kitchen TOGGLE"),
            .. settings,
        ]);
}
