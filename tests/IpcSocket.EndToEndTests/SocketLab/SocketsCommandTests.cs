using System.Net;
using System.Net.Sockets;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests.SocketLab;

public sealed class SocketsCommandTests : IAsyncLifetime
{
    private readonly Classroom _room = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _room.DisposeAsync().AsTask();

    [Needs("nc")]
    public async Task It_shows_both_ends_with_their_owners_as_they_are()
    {
        var port = $"{FreePort.Next()}";
        var watch = _room.Lab("sockets", "--watch", "--port", port);
        await watch.WaitForLineAsync("To be seen");
        var server = _room.Peer("nc", "-l", "127.0.0.1", port);
        await watch.WaitForLineAsync("(new) -> LISTEN ");
        var client = _room.Peer("nc", "-p", $"{FreePort.Next()}", "127.0.0.1", port);
        await client.TypeAsync("here");
        await server.WaitForLineAsync("here");
        var (exitCode, output, error) = await _room.RunLabAsync("sockets", "--port", port);
        Assert.Equal((0, ""), (exitCode, error));
        var rows = output.Skip(2).ToList();
        Assert.Equal(2, rows.Count(row => row.Contains(" ESTABLISHED ", StringComparison.Ordinal)));
        Assert.Single(rows, row => row.Contains($"nc[{client.Id}] fd 3", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains($"nc[{server.Id}] fd ", StringComparison.Ordinal));

        (_, output, _) = await _room.RunLabAsync("sockets", "--pid", $"{client.Id}");
        Assert.Matches($"^tcp +127.0.0.1:[0-9]+ +127.0.0.1:{port} +ESTABLISHED +nc\\[{client.Id}\\] fd 3$", Assert.Single(output.Skip(2)));
    }

    [Fact]
    public async Task Both_families_and_UDP_are_there()
    {
        var server = _room.Lab("echo", "serve", "--host", "::1", "--tcp-port", "0", "--udp-port", "0");
        var tcp = await Classroom.PortAsync(server, "TCP");
        var udp = await Classroom.PortAsync(server, "UDP");
        var (_, output, _) = await _room.RunLabAsync("sockets", "--pid", $"{server.Id}");
        Assert.Single(output, row => row.StartsWith($"tcp6  [::1]:{tcp} ", StringComparison.Ordinal) && Has(row, " LISTEN "));
        Assert.Single(output, row => row.StartsWith($"udp6  [::1]:{udp} ", StringComparison.Ordinal) && Has(row, " - "));
    }

    [Fact]
    public async Task Watching_shows_a_connection_being_born_and_dying()
    {
        var port = FreePort.Next();
        var watch = _room.Lab("sockets", "--watch", "--port", $"{port}");
        await watch.WaitForLineAsync("To be seen");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        await watch.WaitForLineAsync($"tcp 127.0.0.1:{port} - *: (new) -> LISTEN   ");

        using var client = await LineConnection.OpenAsync(port);
        using var accepted = new LineConnection(await listener.AcceptAsync());
        await watch.WaitForLineAsync("-> ESTABLISHED", count: 2);
        client.EndStream();
        await watch.WaitForLineAsync("-> FIN_WAIT_2");
        await watch.WaitForLineAsync("-> CLOSE_WAIT");
        accepted.Dispose();
        await watch.WaitForLineAsync(" -> (gone)");
        await watch.WaitForLineAsync("-> TIME_WAIT");
        listener.Dispose();
        await watch.WaitForLineAsync("LISTEN -> (gone)");

        watch.Signal(Signal.Interrupt);
        Assert.Equal(0, await watch.ExitAsync(Limits.Stop));
        Assert.Empty(watch.Error.All);
    }

    [NeedsRoot]
    public async Task A_connection_to_nobody_is_seen_in_SYN_SENT()
    {
        await using var hosts = await TwoHosts.CreateAsync();
        var (ip, with) = TwoHosts.On(hosts.One, Programs.SocketLab, "sockets", "--watch", "--port", "12345");
        var watch = _room.Peer(ip, with);
        await watch.WaitForLineAsync("To be seen");
        // An address of the cable's network that nobody has.
        (ip, with) = TwoHosts.On(hosts.One, "python3", "-c", "import socket; socket.create_connection(('10.77.1.99', 12345), 30)");
        var client = _room.Peer(ip, with);
        var line = await watch.WaitForLineAsync("(new) -> SYN_SENT");
        Assert.Contains($" - 10.77.1.99:12345: (new) -> SYN_SENT   python3[{client.Id}] fd ", line, StringComparison.Ordinal);
    }

    private static bool Has(string row, string text) => row.Contains(text, StringComparison.Ordinal);
}
