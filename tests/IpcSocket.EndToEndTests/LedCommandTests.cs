using System.Diagnostics;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

/// <summary>What led-tcp does for many clients at once, and without any.</summary>
public sealed class LedCommandTests : IAsyncLifetime
{
    // A client that sends one line, shows the reply and holds the connection: HOST PORT LINE. It is one process, of a program that every
    // machine has.
    private const string Client = "exec 3<>\"/dev/tcp/$0/$1\"; echo \"$2\" >&3; read -r reply <&3; echo \"$reply\"; read -r";

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task Fifty_clients_that_toggle_two_hundred_times_leave_the_first_state_and_get_a_reply_for_each()
    {
        var (_, port) = await _house.StartLedAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => ToggleAsync(port, 200))));
        Assert.Equal(50 * 200, replies.Sum(of => of.Count));
        Assert.All(replies.SelectMany(of => of), reply => Assert.True(reply is "OK LED On" or "OK LED Off", reply));
        Assert.Equal(50 * 100, replies.Sum(of => of.Count(reply => reply == "OK LED On")));
        using var client = await LineConnection.OpenAsync(port);
        Assert.Equal("OK LED Off", await client.AskAsync("LED STATUS"));
    }

    [Fact]
    public async Task A_client_that_is_killed_lets_go_of_its_LED()
    {
        var (led, port) = await _house.StartLedAsync();
        var client = _house.StartWith("bash", ["-c", Client, "127.0.0.1", $"{port}", "LED ON UNTIL CLOSE"]);
        await client.WaitForLineAsync("OK LED On");
        client.Signal(Signal.Kill);
        await led.WaitForLineAsync("LED Status: Off");
    }

    [Fact]
    public async Task What_is_for_a_while_ends_by_itself_and_both_are_lines_of_the_log()
    {
        var (led, port) = await _house.StartLedAsync(("LedServer:Leds:led:PowerOn", "off"), ("LedServer:Leds:kitchen:PowerOn", "on"));
        using var watcher = await LineConnection.OpenAsync(port);
        Assert.Equal("OK led=Off kitchen=On", await watcher.AskAsync("WATCH"));
        using var client = await LineConnection.OpenAsync(port);
        var begin = Stopwatch.GetTimestamp();
        Assert.Equal("OK LED kitchen Off", await client.AskAsync("LED kitchen OFF FOR 300ms"));
        await watcher.SkipToAsync("EVENT LED kitchen On");
        Assert.True(Stopwatch.GetElapsedTime(begin) >= TimeSpan.FromMilliseconds(300));
        await led.WaitForLineAsync("LED kitchen Status: Off");
        await led.WaitForLineAsync("LED kitchen Status: On");
    }

    [Fact]
    public async Task Watchers_do_not_keep_the_daemon_from_stopping()
    {
        var (led, port) = await _house.StartLedAsync();
        var watchers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LineConnection.OpenAsync(port)));
        foreach (var watcher in watchers)
            Assert.Equal("OK led=Off", await watcher.AskAsync("WATCH"));
        Assert.Equal("OK LED Blink", await watchers[0].AskAsync("LED BLINK 50ms"));
        foreach (var watcher in watchers)
            Assert.Equal("EVENT LED Blink", await watcher.ReadLineAsync());
        led.Signal(Signal.Terminate);
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
        foreach (var watcher in watchers)
        {
            Assert.Null(await watcher.ReadLineAsync());
            watcher.Dispose();
        }
    }

    private static async Task<List<string?>> ToggleAsync(int port, int count)
    {
        using var client = await LineConnection.OpenAsync(port);
        List<string?> replies = [];
        for (var i = 0; i < count; i++)
            replies.Add(await client.AskAsync("LED TOGGLE"));
        return replies;
    }
}
