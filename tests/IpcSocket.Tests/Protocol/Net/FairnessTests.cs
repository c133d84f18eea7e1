using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

/// <summary>How much a peer that never pauses gets before another has its turn. The test executes the turns, so their order is what it sees.</summary>
public sealed class FairnessTests : IAsyncLifetime
{
    private const int MaxTurn = 32;

    private readonly EchoHandler _handler = new();
    private readonly Queue<IThreadPoolWorkItem> _scheduled = new();
    private readonly LineServer _server;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1 << 20 };
    private readonly List<IDisposable> _open = [];

    public FairnessTests()
    {
        _server = new LineServer(_handler, new LineServerOptions(), new CollectingLogger<LineServer>())
        {
            Turns = new TurnQueue(_scheduled.Enqueue),
        };
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _open.ForEach(thing => thing.Dispose());
        while (_scheduled.TryDequeue(out var turn))
            turn.Execute();
        _listener.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_peer_with_thousands_of_commands_gets_a_turn_s_replies_before_another_gets_its_own()
    {
        var flooder = await ReceivedAsync(string.Concat(Enumerable.Repeat("flood\n", 3000)));
        var other = await ReceivedAsync("other\n");
        _ = flooder.RunAsync();
        _ = other.RunAsync();
        var lines = _handler.Lines.ToArray();
        Assert.InRange(lines.Length, 2, MaxTurn + 1);
        Assert.Equal("other", lines[^1]);
    }

    [Fact]
    public async Task Peers_that_never_pause_have_their_turns_one_after_another()
    {
        const int Flooders = 10;
        for (var i = 0; i < Flooders; i++)
            _ = (await ReceivedAsync(string.Concat(Enumerable.Repeat($"{i}\n", 3000)))).RunAsync();
        for (var turn = 1; turn <= 5; turn++)
        {
            var counts = _handler.Lines.GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
            Assert.Equal(Flooders, counts.Count);
            Assert.All(counts.Values, count => Assert.InRange(count, 1, turn * MaxTurn));
            for (var i = 0; i < Flooders; i++)
                _scheduled.Dequeue().Execute();
            Assert.Single(_scheduled);
        }
    }

    [Fact]
    public async Task Empty_lines_use_up_a_turn_too()
    {
        const int Sent = 100_000;
        var (connection, socket) = await AcceptedAsync(new string('\n', Sent));
        _ = connection.RunAsync();
        Assert.Equal(Sent - LineReader.BufferSize, socket.Available);
    }

    private async Task<Connection> ReceivedAsync(string sent) => (await AcceptedAsync(sent)).Connection;

    // A connection whose peer has sent already, and whose loop has not begun.
    private async Task<(Connection Connection, Socket Socket)> AcceptedAsync(string sent)
    {
        var client = await RawClient.ConnectAsync(_listener.LocalEndPoint!);
        var socket = await _listener.AcceptAsync();
        await client.SendAsync(sent);
        Assert.True(SpinWait.SpinUntil(() => socket.Available == sent.Length, Limits.Test));
        var connection = new Connection(_server, socket, new LineServerCounters());
        _open.AddRange([connection, client]);
        return (connection, socket);
    }
}
