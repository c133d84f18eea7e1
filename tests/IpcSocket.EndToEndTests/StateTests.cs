using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

/// <summary>What led-tcp saves for its next process, with the directories that a service manager would give it.</summary>
public sealed class StateTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(_house["state"]);
        Directory.CreateDirectory(_house["run"]);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task Stalled_disk_stops_no_client_and_does_not_hold_up_the_stop()
    {
        // Opening a FIFO waits for a reader, as a disk that stalls.
        await _house.ShellAsync($"mkfifo '{_house["state/led.new"]}'");
        var (led, port) = await StartAsync(("LedServer:PowerOn", "last"));
        using var one = await LineConnection.OpenAsync(port);
        using var other = await LineConnection.OpenAsync(port);

        Assert.Equal("OK LED On", await one.AskAsync("LED ON FOR 30s"));
        Assert.Equal("OK LED On", await one.AskAsync("LED ON"));
        Assert.Equal("OK PONG", await other.AskAsync("PING"));
        Assert.Equal("OK LED Off", await other.AskAsync("LED TOGGLE"));

        led.Signal(Signal.Terminate);
        await led.WaitForLineAsync("The last states of LEDs are lost: the disk did not answer within 3 s");
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
    }

    [Fact]
    public async Task Temporary_state_ends_when_the_daemon_was_killed()
    {
        var (killed, port) = await StartAsync(("LedServer:PowerOn", "last"));
        using (var client = await LineConnection.OpenAsync(port))
        {
            await client.AskAsync("LED OFF");
            Assert.Equal("OK LED On", await client.AskAsync("LED ON FOR 1h"));
        }
        killed.Signal(Signal.Kill);
        await killed.ExitAsync();
        Assert.Equal("Off temp led", Assert.Single(await File.ReadAllLinesAsync(_house["run/led-states"])).TrimEnd());

        (_, port) = await StartAsync(("LedServer:PowerOn", "last"));
        using var next = await LineConnection.OpenAsync(port);
        Assert.Equal("OK LED Off", await next.AskAsync("LED STATUS"));
        Assert.Equal("Off      led", Assert.Single(await File.ReadAllLinesAsync(_house["run/led-states"])).TrimEnd());
    }

    [Fact]
    public async Task Last_state_survives_a_kill_that_comes_before_the_disk_has_it()
    {
        await _house.ShellAsync($"mkfifo '{_house["state/led.new"]}'");
        var (killed, port) = await StartAsync(("LedServer:PowerOn", "last"));
        using (var client = await LineConnection.OpenAsync(port))
            Assert.Equal("OK LED On", await client.AskAsync("LED ON"));
        killed.Signal(Signal.Kill);
        await killed.ExitAsync();

        File.Delete(_house["state/led.new"]);
        (var led, port) = await StartAsync(("LedServer:PowerOn", "last"));
        using var next = await LineConnection.OpenAsync(port);
        Assert.Equal("OK LED On", await next.AskAsync("LED STATUS"));
        led.Signal(Signal.Terminate);
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
        Assert.Equal("On\n", await File.ReadAllTextAsync(_house["state/led"]));
    }

    [Fact]
    public async Task Corrupt_state_is_logged_and_kept_aside()
    {
        await File.WriteAllTextAsync(_house["state/led"], "\0\0");
        var (led, port) = await StartAsync(("LedServer:PowerOn", "last"));
        await led.WaitForLineAsync("WRN The last state of LED led is not known and counts as off: ");
        Assert.Equal("\0\0", await File.ReadAllTextAsync(_house["state/led.corrupt"]));
        using var client = await LineConnection.OpenAsync(port);
        Assert.Equal("OK LED Off", await client.AskAsync("LED STATUS"));
    }

    [Fact]
    public async Task Toggling_of_three_hundred_connections_loses_no_line_of_the_log()
    {
        const int Connections = 300, Toggles = 101;
        var log = _house.OpenSyslog();
        var (led, port) = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using var client = await LineConnection.OpenAsync(port);
            for (var toggle = 0; toggle < Toggles; toggle++)
                Assert.StartsWith("OK LED O", await client.AskAsync("LED TOGGLE"), StringComparison.Ordinal);
        }));

        await LedChanges.WaitForAsync(led, "LED Status: ", Connections * Toggles);
        Assert.Equal(Connections * Toggles, LedChanges.Count(led.Output.All, "LED Status: "));
        using var last = await LineConnection.OpenAsync(port);
        Assert.Equal("OK LED Off", await last.AskAsync("LED STATUS"));
        var lastLine = led.Output.All.Last(line => line.Contains("LED Status", StringComparison.Ordinal));
        Assert.Contains("LED Status: Off", lastLine, StringComparison.Ordinal);
        led.Signal(Signal.Terminate);
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
        Assert.Equal(0, led.CountLines("lost"));
        Assert.Equal(0, log.Datagrams.Count(line => line.Contains("lost", StringComparison.Ordinal)));
    }

    private async Task<(DaemonProcess Daemon, int Port)> StartAsync(params (string Key, string Value)[] settings)
    {
        string[] arguments =
        [
            $"STATE_DIRECTORY={_house["state"]}", $"RUNTIME_DIRECTORY={_house["run"]}",
            Programs.LedTcp, "--config", _house.WriteConfiguration(settings),
        ];
        var daemon = _house.StartWith("env", arguments);
        return (daemon, await daemon.PortAsync());
    }
}
