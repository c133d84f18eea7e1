using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests.SocketLab;

public sealed class PingPongCommandTests : IAsyncLifetime
{
    private readonly Classroom _room = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _room.DisposeAsync().AsTask();

    [Fact]
    public async Task Two_operators_talk_until_one_says_SAIR()
    {
        var (server, port) = await ServeAsync();
        var client = _room.Lab("pingpong", "connect", "--port", port);
        await client.WaitForLineAsync("Connected.");
        await client.TypeAsync("lalala é");
        await server.WaitForLineAsync(": lalala é");
        await server.TypeAsync("lelele é");
        await client.WaitForLineAsync("Answer: lelele é");
        await server.WaitForLineAsync("Answer sent.");
        await client.TypeAsync("SAIR");
        Assert.Equal(0, await client.ExitAsync());
        Assert.Equal("Disconnecting.", client.Output.All[^1]);
        await server.WaitForLineAsync("Connection closed: 127.0.0.1:");
        await server.WaitForLineAsync("Waiting for a connection.", count: 2);
        Assert.Single(server.Output.All, line => line.StartsWith("Message from ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SAIR")]
    [InlineData("exit")]
    public async Task The_servers_operator_can_end_it_too(string farewell)
    {
        var (server, port) = await ServeAsync();
        var client = _room.Lab("pingpong", "connect", "--port", port);
        await client.TypeAsync("lalala");
        await server.WaitForLineAsync(": lalala");
        await server.TypeAsync(farewell);
        await client.WaitForLineAsync("The server has ended the dialogue.");
        Assert.Equal(0, await client.ExitAsync());
        await server.WaitForLineAsync("Waiting for a connection.", count: 2);
    }

    [Fact]
    public async Task An_empty_answer_is_asked_for_again()
    {
        var (server, port) = await ServeAsync();
        var client = _room.Lab("pingpong", "connect", "--port", port);
        await client.TypeAsync("lalala");
        await server.WaitForLineAsync(": lalala");
        await server.TypeAsync("");
        await server.TypeAsync(" ");
        await server.TypeAsync("lelele");
        await client.WaitForLineAsync("Answer: lelele");
        await server.WaitForLineAsync("Answer sent.");
        Assert.Equal(3, server.CountLines("Answer to "));
    }

    [Fact]
    public async Task It_works_in_a_pipe()
    {
        var port = $"{FreePort.Next()}";
        var server = _room.Peer("/bin/sh", "-c", $"printf 'one\\ntwo\\n' | '{Programs.SocketLab}' pingpong serve --port {port}");
        await server.WaitForLineAsync("Serving");
        var client = _room.Peer("/bin/sh", "-c", $"printf 'a\\nb\\nEXIT\\n' | '{Programs.SocketLab}' pingpong connect --port {port} | grep Answer");
        Assert.Equal(0, await client.ExitAsync());
        Assert.Equal(["Answer: one", "Answer: two"], client.Output.All);
        // The next message finds the operator's input at its end, and with it the server's.
        using var last = await LineConnection.OpenAsync(int.Parse(port, null));
        await last.SendAsync("c\n");
        Assert.Equal(0, await server.ExitAsync());
    }

    [Fact]
    public async Task It_works_in_a_terminal()
    {
        var (server, port) = await ServeAsync();
        var client = _room.Peer("script", "-qec", $"'{Programs.SocketLab}' pingpong connect --port {port}", "/dev/null");
        await client.WaitForLineAsync("Connected.");
        await client.TypeAsync("lalala");
        await server.WaitForLineAsync(": lalala");
        await server.TypeAsync("lelele");
        await client.WaitForLineAsync("Answer: lelele");
        await client.TypeAsync("SAIR");
        await client.WaitForLineAsync("Disconnecting.");
        Assert.Equal(0, await client.ExitAsync());
    }

    [Needs("python3")]
    public async Task The_client_in_Python_which_ends_no_line_talks_with_our_server()
    {
        var (server, port) = await ServeAsync();
        var client = _room.Python("pingpong_client", port);
        foreach (var text in (string[])["lalala", "olá"])
        {
            await client.TypeAsync(text);
            await server.WaitForLineAsync($": {text}");
            await server.TypeAsync(text.ToUpperInvariant());
            await client.WaitForLineAsync($"answer {text.ToUpperInvariant()}");
        }
        await client.TypeAsync("SAIR");
        await client.WaitForLineAsync("closed");
        await server.WaitForLineAsync("Connection closed: ");
    }

    [Needs("python3")]
    public async Task Our_client_talks_with_the_server_in_Python_which_ends_no_line()
    {
        var (server, port) = await _room.PythonServerAsync("pingpong_server");
        var client = _room.Lab("pingpong", "connect", "--port", port);
        await client.TypeAsync("olá");
        await server.WaitForLineAsync("message olá");
        await server.TypeAsync("lelele");
        await client.WaitForLineAsync("Answer: lelele");
        await client.TypeAsync("SAIR");
        Assert.Equal(0, await client.ExitAsync());
        await server.WaitForLineAsync("closed");
    }

    [Needs("python3")]
    public async Task By_UDP_each_of_several_clients_gets_its_own_back()
    {
        var (server, port) = await ServeAsync("--udp");
        var clients = Enumerable.Range(0, 4)
            .Select(i => _room.Python(["pingpong_client_udp", port, .. Enumerable.Range(0, 20).Select(k => $"{i}-{k}")])).ToArray();
        foreach (var (i, client) in clients.Index())
        {
            Assert.Equal(0, await client.ExitAsync());
            Assert.Equal(Enumerable.Range(0, 20).Select(k => $"answer {i}-{k}"), client.Output.All);
        }
        var lab = _room.Lab("pingpong", "connect", "--udp", "--port", port);
        await lab.TypeAsync("ours");
        await lab.WaitForLineAsync("Answer: ours");
        await lab.TypeAsync("EXIT");
        Assert.Equal(0, await lab.ExitAsync());
        await server.WaitForLineAsync(" has left.");
    }

    [Fact]
    public async Task By_UDP_an_operator_answers_if_asked_to()
    {
        var (server, port) = await ServeAsync("--udp", "--operator");
        var client = _room.Lab("pingpong", "connect", "--udp", "--port", port);
        await client.TypeAsync("lalala");
        await server.WaitForLineAsync(": lalala");
        await server.TypeAsync("lelele");
        await client.WaitForLineAsync("Answer: lelele");
        await client.TypeAsync("more");
        await server.WaitForLineAsync(": more");
        await server.TypeAsync("SAIR");
        await client.WaitForLineAsync("The server has ended the dialogue.");
        Assert.Equal(0, await client.ExitAsync());
    }

    [Fact]
    public async Task Ctrl_C_ends_who_waits_for_the_operator_and_who_waits_for_an_answer()
    {
        var (server, port) = await ServeAsync();
        var client = _room.Lab("pingpong", "connect", "--port", port);
        var idle = _room.Lab("pingpong", "connect", "--port", port);
        await client.TypeAsync("lalala");
        await server.WaitForLineAsync(": lalala");
        await idle.WaitForLineAsync("Connected.");
        foreach (var lab in (DaemonProcess[])[client, idle, server])
        {
            lab.Signal(Signal.Interrupt);
            Assert.Equal(0, await lab.ExitAsync(Limits.Stop));
            Assert.Empty(lab.Error.All);
        }
    }

    private async Task<(DaemonProcess Server, string Port)> ServeAsync(params string[] options)
    {
        var server = _room.Lab(["pingpong", "serve", "--port", "0", .. options]);
        return (server, await Classroom.PortAsync(server, options.Contains("--udp") ? "UDP" : "TCP"));
    }
}
