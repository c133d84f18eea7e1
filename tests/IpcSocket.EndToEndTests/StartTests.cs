using System.Net;
using System.Net.Sockets;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// What keeps a daemon from starting is one line for a person and a status for the service manager.
public sealed class StartTests : IAsyncLifetime
{
    private const int Failure = 1;
    private const int Misconfigured = 78;

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task A_port_that_is_taken_ends_led_tcp_with_one_line()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var port = ((IPEndPoint)other.LocalEndPoint!).Port;

        var line = await FailureAsync(_house.Start(Programs.LedTcp, ("LedServer:Port", $"{port}")));

        Assert.Contains($"cannot listen on 127.0.0.1:{port}: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_resolve_ends_led_tcp_with_one_line()
    {
        var line = await FailureAsync(_house.Start(Programs.LedTcp, ("LedServer:Host", "no-such-host.invalid")));

        Assert.Contains("cannot listen on no-such-host.invalid:0: the host name ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_ends_led_tcp_with_one_line()
    {
        var line = await FailureAsync(_house.Start(Programs.LedTcp, ("LedServer:Host", "192.0.2.1")));

        Assert.Contains("cannot listen on 192.0.2.1:0: this machine has no such address", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_fifo_ends_button_tcp_and_is_kept()
    {
        await File.WriteAllTextAsync(_house.Fifo, "dear data\n");

        var line = await FailureAsync(_house.Start(Programs.ButtonTcp));

        Assert.Contains($"{_house.Fifo} is a regular file, not a FIFO", line, StringComparison.Ordinal);
        Assert.Equal("dear data\n", await File.ReadAllTextAsync(_house.Fifo));
    }

    [Fact]
    public async Task A_missing_directory_of_the_fifo_ends_button_tcp_with_one_line()
    {
        var line = await FailureAsync(_house.Start(Programs.ButtonTcp, ("ButtonClient:Fifo", _house["nowhere/fifo"])));

        Assert.Contains(_house["nowhere"], line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_system_log_gets_the_reason_too()
    {
        var log = _house.OpenSyslog();
        var led = _house.Start(Programs.LedTcp, ("LedServer:Adapter", "lamp"));

        Assert.Equal(Misconfigured, await led.ExitAsync());

        Assert.EndsWith(
            $" LED TCP[{led.Id}]: LedServer:Adapter is 'lamp'; allowed is one of pc, gpio, sysfs",
            await log.WaitForAsync("LedServer:Adapter"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("led-tcp", "LedServer:Adapter", "lamp")]
    [InlineData("led-tcp", "LedServer:Port", "70000")]
    [InlineData("led-tcp", "LedServer:Port", "fivefivefivefive")]
    [InlineData("led-tcp", "LedServer:Host", "my host")]
    [InlineData("led-tcp", "LedServer:MaxConnections", "0")]
    [InlineData("led-tcp", "LedServer:UnfinishedLineTimeout", "30")]
    [InlineData("led-tcp", "Logging:LogLevel:Default", "Loud")]
    [InlineData("button-tcp", "ButtonClient:Adapter", "mouse")]
    [InlineData("button-tcp", "ButtonClient:Port", "0")]
    [InlineData("button-tcp", "ButtonClient:Host", "*")]
    [InlineData("button-tcp", "ButtonClient:Fifo", "tcp_file")]
    [InlineData("button-tcp", "ButtonClient:MaxPressAge", "00:00:00")]
    public async Task A_bad_value_is_named_with_its_key(string program, string key, string value)
    {
        var line = await MisconfiguredAsync(_house.Start(PathOf(program), (key, value)));

        Assert.StartsWith($"{program}: {key} is '{value}'; allowed is ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("led-tcp", "LedServer:Prot", "did you mean Port?")]
    [InlineData("button-tcp", "ButtonClient:Colour", "the settings are ")]
    [InlineData("led-tcp", "LedSrever:Port", "did you mean LedServer?")]
    public async Task An_unknown_key_is_named(string program, string key, string advice)
    {
        var line = await MisconfiguredAsync(_house.Start(PathOf(program), (key, "1")));

        Assert.StartsWith($"{program}: {key.Split(':')[0]}", line, StringComparison.Ordinal);
        Assert.Contains(advice, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_has_its_line()
    {
        var led = _house.Start(Programs.LedTcp, ("LedServer:Port", "70000"), ("LedServer:Adapter", "lamp"));

        Assert.Equal(Misconfigured, await led.ExitAsync());

        Assert.Equal(2, led.Error.All.Count);
    }

    [Fact]
    public async Task A_broken_file_is_named_with_the_line_that_is_broken()
    {
        var path = _house["broken.json"];
        await File.WriteAllTextAsync(path, "{\n  \"LedServer\": {\n    \"Port\": 5555,,\n  }\n}\n");

        var line = await MisconfiguredAsync(_house.StartWith(Programs.LedTcp, ["--config", path]));

        Assert.StartsWith($"led-tcp: {path}: line 3: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var path = _house["missing.json"];

        var line = await MisconfiguredAsync(_house.StartWith(Programs.ButtonTcp, ["--config", path]));

        Assert.Equal($"button-tcp: {path}: does not exist", line);
    }

    [Theory]
    [InlineData("--frob")]
    [InlineData("start")]
    [InlineData("-v")]
    public async Task An_unknown_option_is_named(string option)
    {
        var line = await MisconfiguredAsync(_house.StartWith(Programs.LedTcp, [option]));

        Assert.StartsWith($"led-tcp: '{option}' is not an argument of this program", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("led-tcp", "--help", "Usage: led-tcp ")]
    [InlineData("button-tcp", "--help", "Usage: button-tcp ")]
    [InlineData("led-tcp", "--version", "led-tcp 0.")]
    [InlineData("button-tcp", "--version", "button-tcp 0.")]
    public async Task Help_and_version_are_printed(string program, string option, string first)
    {
        var daemon = _house.StartWith(PathOf(program), [option]);

        Assert.Equal(0, await daemon.ExitAsync());
        Assert.StartsWith(first, daemon.Output.All[0], StringComparison.Ordinal);
        Assert.Empty(daemon.Error.All);
    }

    private static string PathOf(string program) => program == "led-tcp" ? Programs.LedTcp : Programs.ButtonTcp;

    // It had begun to log: the line is on standard output, where the log is.
    private static async Task<string> FailureAsync(DaemonProcess daemon)
    {
        Assert.Equal(Failure, await daemon.ExitAsync());
        Assert.Empty(daemon.Error.All);
        Assert.DoesNotContain(daemon.Output.All, line => line.StartsWith("   at ", StringComparison.Ordinal));
        return Assert.Single(daemon.Output.All);
    }

    private static async Task<string> MisconfiguredAsync(DaemonProcess daemon)
    {
        Assert.Equal(Misconfigured, await daemon.ExitAsync());
        Assert.Empty(daemon.Output.All);
        return Assert.Single(daemon.Error.All);
    }
}
