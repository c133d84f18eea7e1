using System.Net;
using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class StreamServerTests : IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly CollectingLogger<StreamServer> _log = new();
    private readonly CancellationTokenSource _stop = new();
    private StreamServer? _server;
    private Task _run = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Limits.Test);
        await _server!.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Bytes_come_back_as_they_are()
    {
        using var client = await ServeAsync(EchoAsync);
        // No line and no text: nothing is added, nothing is dropped.
        byte[] bytes = [0, 255, (byte)' ', (byte)'\r'];
        await client.SendAsync(bytes, Never);
        var buffer = new byte[100];
        var received = new List<byte>();
        while (received.Count < bytes.Length)
            received.AddRange(buffer[..await client.ReceiveAsync(buffer, Never).AsTask().WaitAsync(Limits.Test)]);
        Assert.Equal(bytes, received);
        client.EndStream();
        Assert.Equal(0, await client.ReceiveAsync(buffer, Never).AsTask().WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task A_function_that_fails_costs_its_connection_only()
    {
        var count = 0;
        using var first = await ServeAsync((connection, stopping) =>
            Interlocked.Increment(ref count) == 1 ? throw new InvalidOperationException("asked to") : EchoAsync(connection, stopping));
        Assert.Equal(0, await first.ReceiveAsync(new byte[1], Never).AsTask().WaitAsync(Limits.Test));
        await _log.EntryAsync(104);
        using var second = await ConnectAsync();
        await second.SendAsync("x"u8.ToArray(), Never);
        Assert.Equal(1, await second.ReceiveAsync(new byte[1], Never).AsTask().WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task Stopping_ends_the_connections()
    {
        using var client = await ServeAsync(EchoAsync);
        await client.SendAsync("x"u8.ToArray(), Never);
        Assert.Equal(1, await client.ReceiveAsync(new byte[1], Never).AsTask().WaitAsync(Limits.Test));
        await _stop.CancelAsync();
        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Never).AsTask().WaitAsync(Limits.Test));
        await _run.WaitAsync(Limits.Test);
        Assert.DoesNotContain(_log.Entries, entry => entry.EventId == 105);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_said_once()
    {
        using var first = await ServeAsync(EchoAsync, maxConnections: 1);
        await first.SendAsync("x"u8.ToArray(), Never);
        Assert.Equal(1, await first.ReceiveAsync(new byte[1], Never).AsTask().WaitAsync(Limits.Test));
        for (var i = 0; i < 2; i++)
        {
            using var refused = await ConnectAsync();
            Assert.Equal(0, await refused.ReceiveAsync(new byte[1], Never).AsTask().WaitAsync(Limits.Test));
        }
        Assert.Single(_log.Entries, entry => entry.EventId == 102);
        await first.SendAsync("x"u8.ToArray(), Never);
        Assert.Equal(1, await first.ReceiveAsync(new byte[1], Never).AsTask().WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task Lines_can_be_read_from_a_stream()
    {
        using var client = await ServeAsync(async (connection, stopping) => await connection.SendAsync("olá\nfim"u8.ToArray(), stopping));
        using var lines = new LineClient(client) { Encoding = Encoding.UTF8 };
        Assert.Equal("olá", await lines.ReadLineAsync(Never).WaitAsync(Limits.Test));
        Assert.Equal("fim", await lines.ReadLineAsync(Never).WaitAsync(Limits.Test));
        Assert.Null(await lines.ReadLineAsync(Never).WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task A_text_without_an_ending_is_a_line_when_its_sender_falls_silent()
    {
        using var client = await ServeAsync(async (connection, stopping) =>
        {
            await connection.SendAsync("one\ntwo"u8.ToArray(), stopping);
            await EchoAsync(connection, stopping);
        });
        using var lines = new LineClient(client) { UnendedLineSilence = TimeSpan.FromMilliseconds(50) };
        Assert.Equal("one", await lines.ReadLineAsync(Never).WaitAsync(Limits.Test));
        Assert.Equal("two", await lines.ReadLineAsync(Never).WaitAsync(Limits.Test));
        await lines.SendLineAsync("three", Never);
        Assert.Equal("three", await lines.ReadLineAsync(Never).WaitAsync(Limits.Test));
    }

    private static async Task EchoAsync(StreamConnection connection, CancellationToken stopping)
    {
        var buffer = new byte[100];
        while (await connection.ReceiveAsync(buffer, stopping) is > 0 and var count)
            await connection.SendAsync(buffer.AsMemory(0, count), stopping);
    }

    private async Task<StreamConnection> ServeAsync(Func<StreamConnection, CancellationToken, Task> serve, int maxConnections = 10)
    {
        _server = new StreamServer(serve, _log) { MaxConnections = maxConnections };
        _server.Listen(await ListenSocket.BindAsync(new Endpoint("127.0.0.1", 0)));
        _run = _server.RunAsync(_stop.Token);
        return await ConnectAsync();
    }

    private Task<StreamConnection> ConnectAsync() =>
        StreamConnection.ConnectAsync(new Endpoint("127.0.0.1", ((IPEndPoint)_server!.Endpoints[0]).Port), Limits.Test, Never);
}
