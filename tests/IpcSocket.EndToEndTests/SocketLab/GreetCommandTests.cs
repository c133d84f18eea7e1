using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests.SocketLab;

public sealed class GreetCommandTests : IAsyncLifetime
{
    private readonly Classroom _room = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _room.DisposeAsync().AsTask();

    [Needs("python3", "nc")]
    public async Task The_client_in_Python_and_nc_are_greeted_and_see_the_end()
    {
        var (server, port) = await ServeAsync();
        var client = _room.Python("greet_client", port);
        await client.WaitForLineAsync("1 Thank you for connecting");
        Assert.Equal(0, await client.ExitAsync());
        var nc = _room.Peer("nc", "-d", "127.0.0.1", port);
        Assert.Equal(0, await nc.ExitAsync());
        Assert.Equal(["Thank you for connecting"], nc.Output.All);
        await server.Output.WaitForAsync(line => line.StartsWith("Got connection from 127.0.0.1:", StringComparison.Ordinal), count: 2);
    }

    [Needs("python3")]
    public async Task Three_sends_are_not_three_recvs()
    {
        var (server, port) = await ServeAsync("--messages", "3");
        var client = _room.Python("greet_client", port, "3");
        await client.WaitForLineAsync("1 Thank you for connecting");
        await server.WaitForLineAsync("send to", count: 3);
        await client.TypeAsync("");
        Assert.Equal(0, await client.ExitAsync());
        // However the first recv cut it, the pause behind it let the rest pile up: the third never gets anything.
        Assert.Equal("3 ", client.Output.All[2]);
        Assert.Equal("Thank you for connectingCome back oftenBye!", string.Concat(client.Output.All.Select(line => line[2..])));

        var (_, output, _) = await _room.RunLabAsync("greet", "connect", "--port", port, "--raw", "--sleep", "5000");
        Assert.InRange(output.Count(line => line.StartsWith("recv ", StringComparison.Ordinal)), 2, 3);
        Assert.EndsWith("Bye!", output[^2], StringComparison.Ordinal);
        Assert.EndsWith(": 0 bytes: the end", output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_are_the_cure()
    {
        var (_, port) = await ServeAsync("--messages", "3", "--framed");
        var (exitCode, output, _) = await _room.RunLabAsync("greet", "connect", "--port", port, "--framed");
        Assert.Equal(0, exitCode);
        Assert.Equal(["message 1: Thank you for connecting", "message 2: Come back often", "message 3: Bye!"], output.Skip(1));
    }

    [Needs("python3")]
    public async Task The_server_in_Python_is_understood()
    {
        var (_, port) = await _room.PythonServerAsync("greet_server", "Obrigado por conectar");
        var (exitCode, output, _) = await _room.RunLabAsync("greet", "connect", "--port", port);
        Assert.Equal((0, "Obrigado por conectar"), (exitCode, output[^1]));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_client_that_waits_and_the_server()
    {
        using var silent = new ScriptedServer();
        var client = _room.Lab("greet", "connect", "--raw", "--port", $"{silent.Port}");
        using var connection = await silent.AcceptAsync();
        await client.WaitForLineAsync("To be seen");
        client.Signal(Signal.Interrupt);
        Assert.Equal(0, await client.ExitAsync(Limits.Stop));
        Assert.Null(await connection.ReadLineAsync());

        var (server, _) = await ServeAsync();
        server.Signal(Signal.Interrupt);
        Assert.Equal(0, await server.ExitAsync(Limits.Stop));
        Assert.Empty(server.Error.All);
    }

    private async Task<(DaemonProcess Server, string Port)> ServeAsync(params string[] options)
    {
        var server = _room.Lab(["greet", "serve", "--port", "0", .. options]);
        return (server, await Classroom.PortAsync(server, "TCP"));
    }
}
