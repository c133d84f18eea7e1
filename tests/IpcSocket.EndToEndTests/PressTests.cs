using System.Text.RegularExpressions;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// From the FIFO through both daemons to the log, as a user of the ancestor knows it.
public sealed class PressTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task A_press_ends_as_the_ancestors_line_in_the_system_log()
    {
        var log = _house.OpenSyslog();
        var (led, port) = await _house.StartLedAsync();
        var button = await _house.StartButtonAsync(port);

        _house.Press();

        var line = await log.WaitForAsync("LED Status");
        Assert.Matches(new Regex($@"\A<14>[A-Z][a-z]{{2}} [ 1-3]\d [0-2]\d:[0-5]\d:[0-5]\d LED TCP\[{led.Id}\]: LED Status: On\z"), line);
        await log.WaitForAsync($" BUTTON TCP[{button.Id}]: Button pressed: LED On");
        await led.WaitForLineAsync("INF LED Status: On");
    }

    [Theory]
    [InlineData("0\n0\n0\n", 3)]
    [InlineData("0\n1\n0\n1\n0\n1\n0\n1\n", 4)]
    [InlineData("0\0\r\n0\r\n", 2)]
    public async Task Several_presses_in_one_write_switch_as_many_times_in_order(string written, int presses)
    {
        var log = _house.OpenSyslog();
        var (led, port) = await _house.StartLedAsync();
        var button = await _house.StartButtonAsync(port);
        await button.WaitForLineAsync("is there");

        _house.Press(written);

        await button.WaitForLineAsync("Button pressed", presses);
        await log.WaitForAsync("LED Status", presses);
        string[] expected = [.. Enumerable.Range(1, presses).Select(press => press % 2 == 1 ? "On" : "Off")];
        var changes = log.Datagrams.All.Where(datagram => datagram.Contains("LED Status", StringComparison.Ordinal));
        Assert.Equal(expected, changes.Select(change => change.Split(' ')[^1]));
        await led.WaitForLineAsync("LED Status", presses);
        Assert.Equal(presses, led.CountLines("LED Status"));
    }

    [Theory]
    [InlineData("echo 0 > \"$1\"")]
    [InlineData("echo \"0\" >> \"$1\"")]
    [InlineData("printf 0 > \"$1\"")]
    public async Task A_shell_presses(string line)
    {
        var (led, port) = await _house.StartLedAsync();
        await _house.StartButtonAsync(port);

        Assert.Equal(0, await _house.ShellAsync(line));

        await led.WaitForLineAsync("LED Status: On");
    }

    [Fact]
    public async Task A_press_is_the_other_state_than_the_one_a_hand_has_set()
    {
        var (led, port) = await _house.StartLedAsync();
        var button = await _house.StartButtonAsync(port, ("Logging:LogLevel:Default", "Debug"));
        await button.WaitForLineAsync("is there; its LED is Off");
        using var hand = await LineConnection.OpenAsync(port);
        Assert.Equal("OK LED On", await hand.AskAsync("led on"));
        await button.WaitForLineAsync("led-tcp says: LED On");

        _house.Press();

        await button.WaitForLineAsync("Button pressed: LED Off");
        await led.WaitForLineAsync("LED Status: Off");
        Assert.Equal("OK LED Off", await hand.AskAsync("LED STATUS"));
    }

    [Fact]
    public async Task Two_buttons_switch_one_led()
    {
        var (led, port) = await _house.StartLedAsync();
        var first = await _house.StartButtonAsync(port, ("Logging:LogLevel:Default", "Debug"));
        var second = await _house.StartButtonAsync(port, ("ButtonClient:Fifo", _house["second"]), ("Logging:LogLevel:Default", "Debug"));
        await first.WaitForLineAsync("is there");
        await second.WaitForLineAsync("is there");

        _house.Press();
        await first.WaitForLineAsync("Button pressed: LED On");
        await second.WaitForLineAsync("led-tcp says: LED On");
        await File.WriteAllTextAsync(_house["second"], "0\n");
        await second.WaitForLineAsync("Button pressed: LED Off");
        // Once more than at the connection.
        await first.WaitForLineAsync("led-tcp says: LED Off", count: 2);
        _house.Press();

        await led.WaitForLineAsync("LED Status: On", count: 2);
        Assert.Equal(1, led.CountLines("LED Status: Off"));
    }

    [Fact]
    public async Task Other_words_in_the_fifo_press_nothing()
    {
        var (led, port) = await _house.StartLedAsync();
        var button = await _house.StartButtonAsync(port);

        _house.Press("on\n00\n-0\n");
        await button.WaitForLineAsync("neither 0 nor 1");
        _house.Press();

        await button.WaitForLineAsync("Button pressed: LED On");
        await led.WaitForLineAsync("LED Status: On");
        Assert.Equal(1, led.CountLines("LED Status"));
    }
}
