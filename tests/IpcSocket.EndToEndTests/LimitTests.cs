using System.Diagnostics;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

public sealed class LimitTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task A_connection_too_many_is_told_so_and_served_once_another_has_left()
    {
        var (led, port) = await _house.StartLedAsync(("LedServer:MaxConnections", "3"));
        using var clients = new Connections();
        for (var i = 0; i < 3; i++)
            Assert.Equal("OK PONG", await (await clients.OpenAsync(port)).AskAsync("PING"));

        var fourth = await clients.OpenAsync(port);
        Assert.StartsWith("ERR too-many-connections ", await fourth.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await fourth.ReadLineAsync());
        await led.WaitForLineAsync("WRN 3 connections are open, the limit");
        Assert.Equal("OK PONG", await clients[0].AskAsync("PING"));

        Assert.Equal("OK BYE", await clients[1].AskAsync("QUIT"));
        clients[1].Dispose();
        Assert.Equal("OK PONG", await FirstServedAsync(clients, port));
    }

    [Fact]
    public async Task The_daemons_watch_no_files_but_the_fifo()
    {
        // By default .NET would watch the whole folder a program runs in, for changed settings.
        var (led, port) = await _house.StartLedAsync();
        var button = await _house.StartButtonAsync(port);
        Assert.Equal(0, FileWatches(led.Id));
        Assert.Equal(1, FileWatches(button.Id));
    }

    [Fact]
    public async Task With_few_descriptors_led_tcp_takes_fewer_connections_and_never_runs_out()
    {
        // The runtime itself takes about 125.
        const int Descriptors = 200;
        const int Most = 50;
        var led = _house.StartWith("/bin/sh",
            ["-c", $"ulimit -n {Descriptors}; exec \"$@\"", "sh", Programs.LedTcp, "--config", _house.WriteConfiguration()]);
        var port = await led.PortAsync();
        await led.WaitForLineAsync($"WRN LedServer:MaxConnections is 1024, but the descriptor limit allows {Most} connections");
        using var clients = new Connections();
        for (var i = 0; i < Most; i++)
            Assert.Equal("OK PONG", await (await clients.OpenAsync(port)).AskAsync("PING"));

        // All at the same time, and none of them closes.
        var refused = new List<LineConnection>();
        for (var i = 0; i < 2 * Descriptors; i++)
            refused.Add(await clients.OpenAsync(port));
        foreach (var client in refused)
            Assert.StartsWith("ERR too-many-connections all 50 ", await client.ReadLineAsync(), StringComparison.Ordinal);

        Assert.Equal("OK LED On", await clients[0].AskAsync("LED TOGGLE"));
        Assert.Equal("OK LED On", await clients[Most - 1].AskAsync("LED STATUS"));
        Assert.Equal(0, led.CountLines("Cannot accept"));
        Assert.Empty(led.Error.All);
    }

    [Theory]
    [InlineData("led-tcp", 64)]
    [InlineData("led-tcp", 100)]
    [InlineData("led-tcp", 128)]
    [InlineData("button-tcp", 64)]
    [InlineData("button-tcp", 100)]
    [InlineData("button-tcp", 128)]
    public async Task With_too_few_descriptors_to_start_a_daemon_says_how_many_it_needs(string name, int descriptors)
    {
        var program = name == "led-tcp" ? Programs.LedTcp : Programs.ButtonTcp;
        var daemon = _house.StartWith("/bin/sh",
            ["-c", $"ulimit -n {descriptors}; exec \"$@\"", "sh", program, "--config", _house.WriteConfiguration()]);
        Assert.Equal(78, await daemon.ExitAsync());
        Assert.Equal(
            $"{name}: the descriptor limit is {descriptors}, too low to start; at least 192 are needed: raise LimitNOFILE= of the unit (ulimit -n)",
            Assert.Single(daemon.Error.All));
        Assert.Empty(daemon.Output.All);
    }

    [Fact]
    public async Task Commands_run_on_the_socket_thread()
    {
        // With that many processors .NET creates several socket threads, unless the variables that led-tcp sets at its start limit them to one.
        var led = _house.StartWith("env", ["DOTNET_PROCESSOR_COUNT=96", Programs.LedTcp, "--config", _house.WriteConfiguration()]);
        using (var client = await LineConnection.OpenAsync(await led.PortAsync()))
            Assert.Equal("OK PONG", await client.AskAsync("PING"));
        Assert.Equal(1, ThreadNames(led.Id).Count(name => name == ".NET Sockets"));
        led.Signal(Signal.Terminate);
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
        // The line would say that the variables came too late.
        Assert.Equal(0, led.CountLines("thread pool"));
    }

    [Fact]
    public async Task Half_a_line_is_waited_for_no_longer_than_configured()
    {
        var (_, port) = await _house.StartLedAsync(("LedServer:UnfinishedLineTimeout", "00:00:01"));
        using var client = await LineConnection.OpenAsync(port);

        await client.SendAsync("LED STA");

        Assert.StartsWith("ERR line-timeout ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    // The server sees the end of a connection a moment after its client: until then it still refuses.
    private static async Task<string?> FirstServedAsync(Connections clients, int port)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Limits.Test)
        {
            var client = await clients.OpenAsync(port);
            await client.SendAsync("PING\n");
            if (await client.ReadLineAsync() is { } reply && reply.StartsWith("OK", StringComparison.Ordinal))
                return reply;
        }
        return null;
    }

    // proc(5): a line for each watch of an inotify descriptor.
    private static int FileWatches(int process) => Directory.GetFiles($"/proc/{process}/fdinfo")
        .Sum(f => Lines(f).Count(l => l.StartsWith("inotify wd:", StringComparison.Ordinal)));

    // proc(5): a directory for each thread.
    private static IEnumerable<string> ThreadNames(int process) =>
        Directory.GetDirectories($"/proc/{process}/task").SelectMany(thread => Lines(Path.Combine(thread, "comm")));

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            // The descriptor was closed since the folder was read.
            return [];
        }
    }
}
