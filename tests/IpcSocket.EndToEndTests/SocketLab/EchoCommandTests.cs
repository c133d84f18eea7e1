using System.Net;
using System.Net.Sockets;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests.SocketLab;

public sealed class EchoCommandTests : IAsyncLifetime
{
    private readonly Classroom _room = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _room.DisposeAsync().AsTask();

    [Needs("python3")]
    public async Task The_clients_in_Python_get_their_text_back()
    {
        var (server, tcp, udp) = await ServeAsync();
        var client = _room.Python("echo_client", tcp, "Olá, mundo");
        await client.WaitForLineAsync("Olá, mundo");
        var clientUdp = _room.Python("echo_client_udp", udp, "Hello, world");
        await clientUdp.WaitForLineAsync("Hello, world");
        Assert.Equal(0, await client.ExitAsync());
        await server.WaitForLineAsync(" (TCP) wrote: Olá, mundo");
        await server.WaitForLineAsync(" (TCP) closed");
        await server.WaitForLineAsync(" (UDP) wrote: Hello, world");
    }

    [Needs("nc")]
    public async Task Many_clients_are_served_at_once_each_with_its_own()
    {
        var (server, tcp, udp) = await ServeAsync("--upper");
        var clients = Enumerable.Range(0, 8)
            .Select(i => i % 2 == 0 ? _room.Peer("nc", "127.0.0.1", tcp) : _room.Peer("nc", "-u", "127.0.0.1", udp)).ToArray();
        // All are connected before the first writes; the last to come is the first to be answered.
        await server.Output.WaitForAsync(line => line.EndsWith(" (TCP) connected", StringComparison.Ordinal), count: 4);
        foreach (var (i, client) in clients.Index().Reverse())
        {
            await client.TypeAsync($"client {i} é");
            await client.WaitForLineAsync($"CLIENT {i} é");
        }
        Assert.All(clients, client => Assert.Single(client.Output.All));
    }

    [Needs("python3")]
    public async Task The_servers_in_Python_are_understood()
    {
        var (server, port) = await _room.PythonServerAsync("echo_server");
        var (exitCode, output, _) = await _room.RunLabAsync("echo", "send", " Hello, world ", "--port", port);
        Assert.Equal(0, exitCode);
        Assert.Equal("Received 12 bytes: HELLO, WORLD", output[^1]);
        await server.WaitForLineAsync("wrote Hello, world");

        var (_, udpPort) = await _room.PythonServerAsync("echo_server_udp");
        (_, output, _) = await _room.RunLabAsync("echo", "send", "Hello, world", "--udp", "--port", udpPort);
        Assert.Equal("Received 12 bytes: HELLO, WORLD", output[^1]);
    }

    [Needs("socat")]
    public async Task A_binary_stream_comes_back_whole_and_nothing_of_it_reaches_the_terminal_as_it_is()
    {
        var (server, tcp, _) = await ServeAsync();
        var socat = _room.Peer("/bin/sh", "-c", $"head -c 300000 /dev/zero | tr '\\0' '\\033' | socat -t5 - TCP:127.0.0.1:{tcp} | wc -c");
        await socat.WaitForLineAsync("300000");
        await server.WaitForLineAsync("\\x1b\\x1b");
        Assert.DoesNotContain(server.Output.All, line => line.Contains('\x1b', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_text_that_begins_with_an_at_sign_is_no_file()
    {
        var (_, tcp, _) = await ServeAsync();
        var (exitCode, output, _) = await _room.RunLabAsync("echo", "send", "@all", "--port", tcp);
        Assert.Equal((0, "Received 4 bytes: @all"), (exitCode, output[^1]));
    }

    [Fact]
    public async Task It_speaks_IPv6_too()
    {
        var server = _room.Lab("echo", "serve", "--host", "::1", "--tcp-port", "0", "--udp-port", "0");
        var port = await Classroom.PortAsync(server, "TCP");
        var (exitCode, output, _) = await _room.RunLabAsync("echo", "send", "six", "--host", "::1", "--port", port);
        Assert.Equal((0, "Received 3 bytes: six"), (exitCode, output[^1]));
        (exitCode, output, _) = await _room.RunLabAsync(
            "echo", "send", "six", "--udp", "--host", "::1", "--port", await Classroom.PortAsync(server, "UDP"));
        Assert.Equal((0, "Received 3 bytes: six"), (exitCode, output[^1]));
    }

    [NeedsRoot]
    public async Task Another_machine_is_served_too()
    {
        await using var hosts = await TwoHosts.CreateAsync();
        var server = On(hosts.Two, "echo", "serve", "--host", "*");
        await server.WaitForLineAsync("; Ctrl-C ends it.");
        foreach (var (address, peer) in ((string, string)[])[("10.77.1.2", "10.77.1.1"), ("fd77:2::2", "[fd77:2::1]")])
        {
            foreach (var protocol in (string[])["TCP", "UDP"])
            {
                var client = On(hosts.One, ["echo", "send", $"by {protocol}", "--host", address, .. protocol == "UDP" ? ["--udp"] : (string[])[]]);
                await client.WaitForLineAsync($"Received 6 bytes: by {protocol}");
                await server.Output.WaitForAsync(line => line.StartsWith($"{peer}:", StringComparison.Ordinal)
                    && line.EndsWith($" ({protocol}) wrote: by {protocol}", StringComparison.Ordinal));
            }
        }
        server.Signal(Signal.Interrupt);
        Assert.Equal(0, await server.ExitAsync(Limits.Stop));

        DaemonProcess On(string host, params string[] arguments)
        {
            var (ip, with) = TwoHosts.On(host, Programs.SocketLab, arguments);
            return _room.Peer(ip, with);
        }
    }

    [Fact]
    public async Task Nobody_there_is_said_in_one_line()
    {
        var port = $"{FreePort.Next()}";
        foreach (var protocol in (string[][])[[], ["--udp"]])
        {
            var (exitCode, _, error) = await _room.RunLabAsync(["echo", "send", "x", "--port", port, .. protocol]);
            Assert.Equal(1, exitCode);
            Assert.Equal($"socketlab: cannot reach 127.0.0.1:{port}: nobody listens there; start the server first, in another terminal", error);
        }
    }

    [Theory]
    [InlineData("UDP", "no echo within 5 s; a lost datagram, a lost echo and a dead server look the same")]
    [InlineData("TCP", "no echo within 5 s")]
    public async Task Somebody_who_is_silent_is_given_up(string protocol, string fault)
    {
        using var tcp = new ScriptedServer();
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = protocol == "UDP" ? ((IPEndPoint)udp.LocalEndPoint!).Port : tcp.Port;
        var (exitCode, _, error) = await _room.RunLabAsync(["echo", "send", "x", "--port", $"{port}", .. protocol == "UDP" ? ["--udp"] : (string[])[]]);
        Assert.Equal((1, $"socketlab: cannot reach 127.0.0.1:{port}: {fault}"), (exitCode, error));
    }

    private async Task<(DaemonProcess Server, string Tcp, string Udp)> ServeAsync(params string[] options)
    {
        var server = _room.Lab(["echo", "serve", "--tcp-port", "0", "--udp-port", "0", .. options]);
        return (server, await Classroom.PortAsync(server, "TCP"), await Classroom.PortAsync(server, "UDP"));
    }
}
