using System.Net.Sockets;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

public sealed class StopTests : IAsyncLifetime
{
    private const int Clients = 50;

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Theory]
    [InlineData(nameof(Signal.Terminate))]
    [InlineData(nameof(Signal.Interrupt))]
    public async Task Led_tcp_ends_in_order_with_many_clients(string signal)
    {
        var (led, port) = await _house.StartLedAsync();
        var clients = new List<LineConnection>();
        for (var i = 0; i < Clients; i++)
        {
            clients.Add(await LineConnection.OpenAsync(port));
            Assert.Equal("OK PONG", await clients[i].AskAsync("PING"));
        }
        // One that is in the middle of a line must not hold the others up.
        await clients[0].SendAsync("LED O");

        led.Signal(Enum.Parse<Signal>(signal));

        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
        foreach (var client in clients.Skip(1))
            Assert.Null(await client.ReadLineAsync());
        await led.WaitForLineAsync($"Stopped; {Clients} commands on {Clients} connections were answered");
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData(nameof(Signal.Terminate))]
    [InlineData(nameof(Signal.Interrupt))]
    public async Task Button_tcp_ends_in_order_with_a_press_in_hand(string signal)
    {
        using var server = new ScriptedServer();
        var button = await _house.StartButtonAsync(server.Port);
        using var connection = await server.AcceptAndGreetAsync("OK LED Off\n");
        _house.Press();
        Assert.Equal("LED STATUS", await connection.ReadLineAsync());

        button.Signal(Enum.Parse<Signal>(signal));

        Assert.Equal(0, await button.ExitAsync(Limits.Stop));
        Assert.True(File.Exists(_house.Fifo));
    }

    [Fact]
    public async Task A_client_that_sends_without_pause_gets_whole_replies_and_then_the_end_of_the_stream()
    {
        var (led, port) = await _house.StartLedAsync();
        using var client = await LineConnection.OpenAsync(port);
        var sending = SendWithoutPauseAsync(client);
        Assert.Equal("OK LED On", await client.ReadLineAsync());

        led.Signal(Signal.Terminate);

        var replies = await client.ReadToEndAsync();
        Assert.EndsWith("\n", replies, StringComparison.Ordinal);
        Assert.All(replies.TrimEnd('\n').Split('\n'), AssertIsReply);
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
        await sending;
    }

    [Fact]
    public async Task Behind_the_first_refusal_nothing_is_carried_out()
    {
        var (led, port) = await _house.StartLedAsync();
        using var client = await LineConnection.OpenAsync(port);
        const int Sent = 20_000;
        var sending = client.SendAsync(string.Concat(Enumerable.Repeat("PING\n", Sent)));
        Assert.Equal("OK PONG", await client.ReadLineAsync());

        led.Signal(Signal.Terminate);

        var replies = (await client.ReadToEndAsync()).TrimEnd('\n').Split('\n');
        await sending;
        Assert.InRange(replies.Length, 1, Sent - 1);
        Assert.All(
            replies.SkipWhile(reply => reply == "OK PONG"),
            reply => Assert.Equal("ERR stopping the server is stopping; the command was not carried out", reply));
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
    }

    private static void AssertIsReply(string line) =>
        Assert.True(line is "OK LED On" or "OK LED Off" || line.StartsWith("ERR stopping ", StringComparison.Ordinal), line);

    private static async Task SendWithoutPauseAsync(LineConnection client)
    {
        var lines = string.Concat(Enumerable.Repeat("LED TOGGLE\n", 100));
        try
        {
            while (true)
                await client.SendAsync(lines);
        }
        catch (SocketException)
        {
            // The server is gone.
        }
    }
}
