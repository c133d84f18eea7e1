using System.Text.Json;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// `led watch` in a pipe and on a terminal, against the real server.
public sealed class LedWatchTests : IAsyncLifetime
{
    // What begins each change of colour (ECMA-48, control sequences).
    private const string Escape = "\x1b[";

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Theory]
    [InlineData(nameof(Signal.Interrupt))]
    [InlineData(nameof(Signal.Terminate))]
    public async Task In_a_pipe_each_change_is_a_line_at_once_and_a_signal_ends_it_well(string signal)
    {
        var port = await StartServerAsync();
        var led = _house.StartWith(Programs.Led, ["watch", "--port", $"{port}"]);
        await led.WaitForLineAsync(" kitchen: Off");

        await SwitchAsync(port, "LED kitchen ON");
        await led.WaitForLineAsync(" kitchen: On");
        await SwitchAsync(port, "LED BLINK");
        await led.WaitForLineAsync(" desk: Blink");
        led.Signal(Enum.Parse<Signal>(signal));

        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
        Assert.Equal(4, led.Output.All.Count);
        Assert.DoesNotContain(led.Output.All, line => line.Contains('\x1b', StringComparison.Ordinal));
        Assert.Empty(led.Error.All);
    }

    [Fact]
    public async Task What_draws_in_colour_is_not_even_loaded_for_a_pipe()
    {
        var port = await StartServerAsync();
        var led = _house.StartWith(Programs.Led, ["watch", "--port", $"{port}"]);
        await led.WaitForLineAsync(" kitchen: Off");

        var loaded = await File.ReadAllTextAsync($"/proc/{led.Id}/maps");

        Assert.Contains("System.CommandLine.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("Spectre.Console.dll", loaded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_goes_on_over_a_restart_of_the_server_and_tells_what_has_changed()
    {
        var port = FreePort.Next();
        var server = await StartServerAtAsync(port, kitchen: "off");
        var led = _house.StartWith(Programs.Led, ["watch", "--json", "--port", $"{port}"]);
        await led.WaitForLineAsync("\"kitchen\"");

        server.Signal(Signal.Kill);
        await server.ExitAsync();
        await led.Error.WaitForAsync(line => line.EndsWith("; trying again", StringComparison.Ordinal));
        await StartServerAtAsync(port, kitchen: "on");

        using var change = JsonDocument.Parse(await led.Output.WaitForAsync(_ => true, count: 3));
        Assert.Equal("kitchen", change.RootElement.GetProperty("led").GetString());
        Assert.Equal("On", change.RootElement.GetProperty("state").GetString());
        await led.Error.WaitForAsync(line => line == "led: connected again");
        led.Signal(Signal.Interrupt);
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
        Assert.Equal((3, 2), (led.Output.All.Count, led.Error.All.Count));
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_it_quietly_without_another_change()
    {
        var port = await StartServerAsync();

        var shell = _house.StartWith("bash", ["-c", "\"$0\" watch --port \"$1\" | head -1; echo \"${PIPESTATUS[0]}\"", Programs.Led, $"{port}"]);

        Assert.Equal(0, await shell.ExitAsync(Limits.Test));
        Assert.EndsWith(" desk: Off", shell.Output.All[0], StringComparison.Ordinal);
        Assert.Equal("0", shell.Output.All[1]);
        Assert.Empty(shell.Error.All);
    }

    [Fact]
    public async Task On_a_terminal_it_has_colour_and_the_time_of_day_and_ctrl_c_ends_it()
    {
        var port = await StartServerAsync();
        var terminal = StartOnTerminal("TERM=xterm-256color", port);
        var line = await terminal.WaitForLineAsync("kitchen: ");
        Assert.Contains(Escape, line, StringComparison.Ordinal);
        Assert.Matches(@"\d\d:\d\d:\d\d", line);
        await SwitchAsync(port, "LED kitchen ON");
        await terminal.WaitForLineAsync("kitchen: ", count: 2);

        await terminal.PressKeysAsync("\x03");

        Assert.Equal(0, await terminal.ExitAsync(Limits.Stop));
        Assert.Equal(3, terminal.Output.Count(shown => shown.Contains(": ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("NO_COLOR=1")]
    [InlineData("TERM=dumb")]
    public async Task A_terminal_without_colour_gets_none(string variable)
    {
        var port = await StartServerAsync();
        var terminal = StartOnTerminal(variable, port);

        var line = await terminal.WaitForLineAsync("kitchen: Off");

        Assert.DoesNotContain(Escape, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_it_with_3()
    {
        var led = _house.StartWith(Programs.Led, ["watch", "--port", $"{FreePort.Next()}"]);

        Assert.Equal(3, await led.ExitAsync());
        Assert.Single(led.Error.All);
    }

    // script gives the line to a shell, and not every shell becomes the last program it runs: one that stays in between would get Ctrl-C as well,
    // and script tell its end instead of led's. Hence exec.
    private DaemonProcess StartOnTerminal(string variable, int port) => _house.StartWith(
        "env", ["TERM=xterm-256color", variable, "script", "-qec", $"exec {Programs.Led} watch --port {port}", "/dev/null"]);

    private async Task<int> StartServerAsync() => (await _house.StartLedAsync(
        ("LedServer:Leds:desk:Adapter", "pc"), ("LedServer:Leds:kitchen:Adapter", "pc"))).Port;

    private async Task<DaemonProcess> StartServerAtAsync(int port, string kitchen) => (await _house.StartLedAsync(
        ("LedServer:Port", $"{port}"), ("LedServer:Leds:desk:Adapter", "pc"), ("LedServer:Leds:kitchen:PowerOn", kitchen))).Daemon;

    private static async Task SwitchAsync(int port, string line)
    {
        using var client = await LineConnection.OpenAsync(port);
        Assert.StartsWith("OK ", await client.AskAsync(line), StringComparison.Ordinal);
    }
}
