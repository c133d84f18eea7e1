using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// The client `led` against the real server.
public sealed class LedCliTests : IAsyncLifetime
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int Usage = 2;
    private const int NoConnection = 3;

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task It_switches_and_tells_the_default_led_and_named_ones()
    {
        var (daemon, port) = await StartTwoLedsAsync();

        Assert.Equal((Done, "On", ""), await RunAsync(port, "on"));
        Assert.Equal((Done, "On", ""), await RunAsync(port, "kitchen", "toggle"));
        Assert.Equal((Done, "Off", ""), await RunAsync(port, "off"));
        Assert.Equal((Done, "On", ""), await RunAsync(port, "kitchen"));
        Assert.Equal((Done, "desk: Off\nkitchen: On", ""), await RunAsync(port, "list"));
        Assert.Equal((Done, "desk\nkitchen", ""), await RunAsync(port, "list", "--names"));
        Assert.Equal((Done, "{\"led\":\"desk\",\"state\":\"Off\"}", ""), await RunAsync(port, "status", "--json"));
        Assert.Equal((Done, "OK PONG", ""), await RunAsync(port, "send", "PING"));
        await daemon.WaitForLineAsync("LED Status: Off");
    }

    [Fact]
    public async Task It_blinks_and_lights_for_a_while()
    {
        var (led, port) = await StartTwoLedsAsync();
        using var watcher = await LineConnection.OpenAsync(port);
        Assert.Equal("OK desk=Off kitchen=Off", await watcher.AskAsync("WATCH"));

        Assert.Equal((Done, "On", ""), await RunAsync(port, "on", "--for", "50ms"));
        await led.WaitForLineAsync("LED Status: On");
        await watcher.SkipToAsync("EVENT LED Off");
        Assert.Equal((Done, "Blink", ""), await RunAsync(port, "kitchen", "blink", "100ms", "--for", "200ms"));
        await led.WaitForLineAsync("LED kitchen Status: Blink");
        await watcher.SkipToAsync("EVENT LED kitchen Off");
    }

    [Theory]
    [InlineData(nameof(Signal.Interrupt), Done)]
    [InlineData(nameof(Signal.Terminate), Done)]
    [InlineData(nameof(Signal.Kill), 128 + (int)Signal.Kill)]
    public async Task Until_close_ends_with_the_client_however_that_ends(string signal, int status)
    {
        var (_, port) = await StartTwoLedsAsync();
        using var watcher = await LineConnection.OpenAsync(port);
        await watcher.AskAsync("WATCH");
        var led = Start(port, "kitchen", "on", "--until-close");
        Assert.Equal("EVENT LED kitchen On", await watcher.ReadLineAsync());
        await led.WaitForLineAsync("On");

        led.Signal(Enum.Parse<Signal>(signal));

        Assert.Equal("EVENT LED kitchen Off", await watcher.ReadLineAsync());
        Assert.Equal(status, await led.ExitAsync());
        Assert.Equal(["On"], led.Output.All);
        Assert.Empty(led.Error.All);
    }

    [Fact]
    public async Task Its_exit_status_tells_who_is_at_fault()
    {
        var (daemon, port) = await StartTwoLedsAsync();

        Assert.Equal(
            (Refused, "", "led: unknown-led: 'cellar' is not a LED of this server; 'led list' shows its LEDs"),
            await RunAsync(port, "cellar", "on"));
        Assert.Equal((Usage, "", "led: 'kitch' is not a verb of led; 'led --help' lists the verbs"), await RunAsync(port, "desk", "kitch"));
        daemon.Signal(Signal.Terminate);
        await daemon.ExitAsync();
        var (status, output, error) = await RunAsync(port, "on");
        Assert.Equal((NoConnection, ""), (status, output));
        // The rest is advice, which depends on whether this machine has the service.
        Assert.StartsWith($"led: no led-tcp at 127.0.0.1:{port}; ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_option_goes_before_the_environment_and_that_before_the_file()
    {
        var (_, port) = await StartTwoLedsAsync();
        var nobody = FreePort.Next();
        var wrong = _house.WriteConfiguration(("ButtonClient:Port", $"{nobody}"));
        var right = _house.WriteConfiguration(("ButtonClient:Port", $"{port}"));

        Assert.Equal((Done, "Off"), await RunWithAsync($"LED_PORT={nobody}", "--port", $"{port}", "--config", wrong, "status"));
        Assert.Equal((Done, "Off"), await RunWithAsync($"LED_PORT={port}", "--config", wrong, "status"));
        Assert.Equal((Done, "Off"), await RunWithAsync("LED_PORT=", "--config", right, "status"));
        Assert.Equal((NoConnection, ""), await RunWithAsync("LED_PORT=", "--config", wrong, "status"));
    }

    [Fact]
    public async Task A_disk_that_is_full_is_told_in_one_line()
    {
        var (_, port) = await StartTwoLedsAsync();

        var shell = _house.StartWith("bash", ["-c", "\"$0\" status --port \"$1\" >/dev/full", Programs.Led, $"{port}"]);

        Assert.Equal(Usage, await shell.ExitAsync());
        Assert.StartsWith("led: cannot write the output: No space left on device", Assert.Single(shell.Error.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_is_closed_is_told_in_one_line()
    {
        var (_, port) = await StartTwoLedsAsync();

        var shell = _house.StartWith("bash", ["-c", "\"$0\" status --port \"$1\" >&-", Programs.Led, $"{port}"]);

        Assert.Equal(Usage, await shell.ExitAsync());
        Assert.StartsWith("led: cannot write the output: ", Assert.Single(shell.Error.All), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("on --port {0} 2>&-", NoConnection)]
    [InlineData("on --port {0} 2>/dev/full", NoConnection)]
    [InlineData("onn 2>&-", Usage)]
    public async Task A_fault_that_cannot_be_told_is_its_exit_status(string typed, int status)
    {
        var shell = _house.StartWith("bash", ["-c", $"\"$0\" {string.Format(null, typed, FreePort.Next())}", Programs.Led]);

        Assert.Equal(status, await shell.ExitAsync());
    }

    [Fact]
    public async Task Ping_ends_when_nobody_reads_any_more()
    {
        var (_, port) = await StartTwoLedsAsync();

        var shell = _house.StartWith("bash", ["-c", "\"$0\" ping --port \"$1\" | head -1; echo \"${PIPESTATUS[0]}\"", Programs.Led, $"{port}"]);

        Assert.Equal("0", await shell.WaitForLineAsync("0", count: 2));
        await shell.ExitAsync();
        Assert.Empty(shell.Error.All);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("list")]
    [InlineData("--help")]
    public async Task A_reader_that_is_gone_is_no_fault(string typed)
    {
        var (_, port) = await StartTwoLedsAsync();

        var shell = _house.StartWith("bash", ["-c", "\"$0\" --port \"$1\" \"$2\" | :; echo \"${PIPESTATUS[0]}\"", Programs.Led, $"{port}", typed]);

        Assert.Equal("0", await shell.WaitForLineAsync("0"));
        await shell.ExitAsync();
        Assert.Empty(shell.Error.All);
    }

    [Fact]
    public async Task Ping_measures_the_real_server()
    {
        var (_, port) = await StartTwoLedsAsync();

        var (status, output, error) = await RunAsync(port, "ping", "-c", "3", "-i", "1ms");

        Assert.Equal((Done, ""), (status, error));
        Assert.Matches(@"\n3 of 3 answered; min/avg/max [\d.]+/[\d.]+/[\d.]+ ms$", output);
    }

    [Fact]
    public async Task Bench_measures_the_real_server_without_an_error()
    {
        var (_, port) = await StartTwoLedsAsync();

        var (status, output, error) = await RunAsync(port, "bench", "-c", "20", "-p", "4", "-s", "1");

        Assert.Equal((Done, ""), (status, error));
        Assert.StartsWith($"127.0.0.1:{port}: 'LED STATUS' -> 'OK LED Off'\n20 connections, 4 in flight on each, ", output, StringComparison.Ordinal);
        Assert.Matches(@"\nrequests  [1-9]\d{2,}, [1-9]\d{2,} a second\n", output);
        Assert.EndsWith("\nerrors    0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_shows_its_progress_to_a_terminal_only()
    {
        var (_, port) = await StartTwoLedsAsync();

        var led = _house.StartWith("script", ["-qec", $"{Programs.Led} bench --port {port} -c 2 -s 1", "/dev/null"]);

        Assert.Equal(Done, await led.ExitAsync());
        Assert.Contains(led.Output.All, line => line.Contains("measuring", StringComparison.Ordinal));
        Assert.Contains(led.Output.All, line => line.Contains("errors    0", StringComparison.Ordinal));
    }

    private Task<(DaemonProcess Daemon, int Port)> StartTwoLedsAsync() =>
        _house.StartLedAsync(("LedServer:Leds:desk:Adapter", "pc"), ("LedServer:Leds:kitchen:Adapter", "pc"));

    private DaemonProcess Start(int port, params string[] arguments) => _house.StartWith(Programs.Led, ["--port", $"{port}", .. arguments]);

    private async Task<(int Status, string Output, string Error)> RunAsync(int port, params string[] arguments)
    {
        var led = Start(port, arguments);
        var status = await led.ExitAsync();
        return (status, string.Join('\n', led.Output.All), string.Join('\n', led.Error.All));
    }

    private async Task<(int Status, string Output)> RunWithAsync(string variable, params string[] arguments)
    {
        var led = _house.StartWith("env", [variable, Programs.Led, .. arguments]);
        return (await led.ExitAsync(), string.Join('\n', led.Output.All));
    }
}
