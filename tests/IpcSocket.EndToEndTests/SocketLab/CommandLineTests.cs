using System.Net;
using System.Net.Sockets;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests.SocketLab;

// What holds for every command.
public sealed class CommandLineTests : IAsyncLifetime
{
    private readonly Classroom _room = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _room.DisposeAsync().AsTask();

    [Theory]
    [InlineData("greet serve")]
    [InlineData("greet connect")]
    [InlineData("echo serve")]
    [InlineData("echo send")]
    [InlineData("pingpong serve")]
    [InlineData("pingpong connect")]
    [InlineData("flood receive")]
    [InlineData("flood send")]
    [InlineData("multicast receive")]
    [InlineData("multicast send")]
    [InlineData("sockets")]
    [InlineData("listen")]
    public async Task Help_tells_the_exercise(string command)
    {
        var (exitCode, output, _) = await _room.RunLabAsync([.. command.Split(' '), "--help"]);
        Assert.Equal(0, exitCode);
        Assert.Contains("Exercise:", output);
        Assert.Contains(output, line => line.StartsWith("  1. ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "Required command was not provided.")]
    [InlineData("echoo", "Unrecognized command or argument 'echoo'.")]
    [InlineData("echo send", "Required argument missing for command: 'send'.")]
    [InlineData("echo serve --tcp-port 65536", "--tcp-port 65536: a whole number from 0 to 65535 is wanted")]
    [InlineData("greet serve --messages no", "--messages no: a whole number from 1 to 100 is wanted")]
    [InlineData("echo send x --port 65536", "--port 65536: a whole number from 1 to 65535 is wanted")]
    [InlineData("flood send --port 0", "--port 0: a whole number from 1 to 65535 is wanted")]
    [InlineData("greet connect --host http://x", "--host 'http://x': a host name, an IPv4 address or an IPv6 address without brackets is wanted")]
    [InlineData("multicast receive --group 10.0.0.1",
        "--group 10.0.0.1 is not a multicast address: 224.0.0.0 to 239.255.255.255, or ff00::/8, is wanted")]
    [InlineData("multicast send x --group fe80::1",
        "--group fe80::1 is not a multicast address: 224.0.0.0 to 239.255.255.255, or ff00::/8, is wanted")]
    [InlineData("sockets --pid x", "--pid x: a whole number from 1 to 2147483647 is wanted")]
    [InlineData("listen --family ipx", "--family ipx: any, ipv4 or ipv6 is wanted")]
    [InlineData("sockets --port x", "--port x: a whole number from 1 to 65535 is wanted")]
    [InlineData("greet connect --raw --framed", "--raw and --framed do not go together: bytes as they come, or lines")]
    public async Task A_wrong_command_line_is_2(string command, string fault)
    {
        var (exitCode, output, error) = await _room.RunLabAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, exitCode);
        Assert.StartsWith($"socketlab: {fault}", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("greet serve --port {0}")]
    [InlineData("echo serve --tcp-port {0} --udp-port 0")]
    [InlineData("pingpong serve --port {0}")]
    [InlineData("pingpong serve --udp --port {0}")]
    [InlineData("flood receive --port {0}")]
    [InlineData("listen --family ipv4 --port {0}")]
    [InlineData("echo serve --tcp-port 0 --udp-port {0}")]
    public async Task A_port_that_is_taken_is_1(string command)
    {
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        tcp.Bind(new IPEndPoint(IPAddress.Loopback, FreePort.Next()));
        tcp.Listen();
        var port = ((IPEndPoint)tcp.LocalEndPoint!).Port;
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
        var address = command.StartsWith("listen", StringComparison.Ordinal) ? "0.0.0.0" : "127.0.0.1";
        await FailsAsync(string.Format(null, command, port), $"cannot listen on {address}:{port}: the port is taken;");
    }

    [Theory]
    [InlineData("greet serve --port {0}")]
    [InlineData("echo serve --tcp-port {0} --udp-port 0")]
    [InlineData("pingpong serve --port {0}")]
    [InlineData("listen --family ipv4 --port {0}")]
    public async Task A_port_that_only_ended_connections_occupy_is_1_and_says_so(string command)
    {
        var port = FreePort.Next();
        await LeaveTimeWaitAsync(port);
        var address = command.StartsWith("listen", StringComparison.Ordinal) ? "0.0.0.0" : "127.0.0.1";
        await FailsAsync(
            string.Format(null, command, port),
            $"cannot listen on {address}:{port}: no program has the port, but ended connections of it are in TIME_WAIT for up to 60 s ");
    }

    [Theory]
    [InlineData("greet serve --host no-such-host.invalid", "cannot listen on no-such-host.invalid:12345: the host name ")]
    [InlineData("greet connect --host no-such-host.invalid", "cannot reach no-such-host.invalid:12345: ")]
    [InlineData("echo send x --udp --host no-such-host.invalid", "cannot reach no-such-host.invalid:65431: ")]
    [InlineData("multicast send x --interface nix", "no interface has the name or address 'nix';")]
    [InlineData("multicast receive --group ff12::5007", "the group ff12::5007 is of one link only: say which by --interface")]
    [InlineData("sockets --pid 99999999", "there is no process 99999999;")]
    public Task No_such_host_or_interface_or_process_is_1(string command, string fault) => FailsAsync(command, fault);

    [Theory]
    [InlineData("sockets >/dev/full")]
    [InlineData("sockets >&-")]
    [InlineData("greet serve --port 0 >/dev/full")]
    [InlineData("--help >/dev/full")]
    public async Task An_output_that_cannot_be_written_is_1(string typed)
    {
        var shell = Shell(typed);
        Assert.Equal(1, await shell.ExitAsync());
        Assert.StartsWith("socketlab: cannot write the output: ", Assert.Single(shell.Error.All), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echoo 2>/dev/full", 2)]
    [InlineData("echoo 2>&-", 2)]
    [InlineData("sockets --pid 99999999 2>&-", 1)]
    public async Task A_fault_that_cannot_be_told_is_its_exit_code(string typed, int exitCode) =>
        Assert.Equal(exitCode, await Shell(typed).ExitAsync());

    [Fact]
    public async Task A_pipe_whose_reader_is_gone_ends_it()
    {
        var port = FreePort.Next();
        var pipe = _room.Peer("/bin/sh", "-c", $"'{Programs.SocketLab}' greet serve --port {port} | {{ sed -u /Serving/q; exec <&-; echo gone >&2; }}; echo ended");
        await pipe.Error.WaitForAsync(line => line == "gone");
        // What it would show of the client is the first line that nobody reads.
        using var client = await LineConnection.OpenAsync(port);
        await pipe.WaitForLineAsync("ended");
        Assert.Equal(0, await pipe.ExitAsync());
    }

    // Plays a server that does not set SO_REUSEADDR and is the first to close. .NET sets it for every socket that it knows as TCP.
    private static async Task LeaveTimeWaitAsync(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        using var client = await LineConnection.OpenAsync(port);
        using (var accepted = await listener.AcceptAsync().WaitAsync(Limits.Test))
            accepted.Shutdown(SocketShutdown.Send);
        Assert.Null(await client.ReadLineAsync());
    }

    private DaemonProcess Shell(string typed) => _room.Peer("bash", "-c", $"'{Programs.SocketLab}' {typed}");

    private async Task FailsAsync(string command, string fault)
    {
        var (exitCode, _, error) = await _room.RunLabAsync(command.Split(' '));
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"socketlab: {fault}", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }
}
