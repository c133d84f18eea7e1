using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

/// <summary>SIGHUP to a real led-tcp whose configuration file was changed.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task Live_setting_holds_from_then_on_and_connections_stay()
    {
        var (led, file) = Start();
        using var client = await LineConnection.OpenAsync(await led.PortAsync());
        Assert.Equal("OK LED On", await client.AskAsync("LED ON"));
        var port = FreePort.Next();

        Change(file, ("LedServer:Port", $"{port}"), ("LedServer:MaxConnections", "2"));
        led.Signal(Signal.Hangup);

        await led.WaitForLineAsync($"Listening on 127.0.0.1:{port}");
        // The limits follow the address.
        await led.WaitForLineAsync("Settings read again");
        Assert.Equal("OK LED On", await client.AskAsync("LED STATUS"));
        using var second = await LineConnection.OpenAsync(port);
        Assert.Equal("OK PONG", await second.AskAsync("PING"));
        using var third = await LineConnection.OpenAsync(port);
        Assert.StartsWith("ERR too-many-connections", await third.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faulty_file_changes_nothing_and_is_reported()
    {
        var (led, file) = Start();
        var port = await led.PortAsync();

        Change(file, ("LedServer:Port", "70000"), ("LedServer:MaxConnections", "1"));
        led.Signal(Signal.Hangup);

        await led.WaitForLineAsync("LedServer:Port is '70000'");
        using var first = await LineConnection.OpenAsync(port);
        using var second = await LineConnection.OpenAsync(port);
        Assert.Equal("OK PONG", await first.AskAsync("PING"));
        Assert.Equal("OK PONG", await second.AskAsync("PING"));

        // The next reload of a valid file works.
        Change(file, ("LedServer:Port", $"{FreePort.Next()}"));
        led.Signal(Signal.Hangup);
        await led.WaitForLineAsync("Listening on ", count: 2);
    }

    [Fact]
    public async Task Setting_that_needs_a_restart_is_named_and_the_log_reports_the_adapter_that_runs()
    {
        var (led, file) = Start();
        await led.PortAsync();

        Change(file, ("LedServer:Adapter", "sysfs"));
        led.Signal(Signal.Hangup);
        await led.WaitForLineAsync("LedServer:Adapter");

        Change(file, ("LedServer:Adapter", "sysfs"), ("LedServer:Host", "127.0.0.2"), ("LedServer:Port", $"{FreePort.Next()}"));
        led.Signal(Signal.Hangup);
        Assert.EndsWith(", adapter pc", await led.WaitForLineAsync("Listening on 127.0.0.2:"), StringComparison.Ordinal);
    }

    private (DaemonProcess Daemon, string File) Start()
    {
        var file = _house.WriteConfiguration();
        return (_house.StartWith(Programs.LedTcp, ["--config", file]), file);
    }

    private void Change(string file, params (string Key, string Value)[] settings) =>
        File.Move(_house.WriteConfiguration(settings), file, overwrite: true);
}
