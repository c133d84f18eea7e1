using System.Net;
using System.Net.Sockets;
using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class DatagramServerTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("*", "127.0.0.1")]
    [InlineData("*", "::1")]
    public async Task A_reply_goes_to_its_sender(string host, string address)
    {
        using var server = await DatagramServer.BindAsync(new Endpoint(host, 0), (datagram, _) => datagram);
        await using var running = new Running(server);
        using var one = await DatagramClient.ConnectAsync(new Endpoint(address, server.Address.Port));
        using var two = await DatagramClient.ConnectAsync(new Endpoint(address, server.Address.Port));
        await one.SendAsync("one"u8.ToArray(), Never);
        await two.SendAsync("two"u8.ToArray(), Never);
        Assert.Equal("two", await ReceiveAsync(two));
        Assert.Equal("one", await ReceiveAsync(one));
        await running.StopAsync();
        Assert.Equal((2, 2), (server.Received, server.Sent));
    }

    [Fact]
    public async Task The_sender_is_shown_as_what_it_is()
    {
        var seen = new TaskCompletionSource<IPEndPoint>();
        using var server = await DatagramServer.BindAsync(new Endpoint("*", 0), (_, sender) =>
        {
            seen.TrySetResult(sender);
            return default;
        });
        await using var running = new Running(server);
        using var client = await DatagramClient.ConnectAsync(new Endpoint("127.0.0.1", server.Address.Port));
        await client.SendAsync("here"u8.ToArray(), Never);
        var sender = await seen.Task.WaitAsync(Limits.Test);
        Assert.Equal(client.Local, sender);

        Assert.True(await server.SendAsync("there"u8.ToArray(), sender, Never));
        Assert.Equal("there", await ReceiveAsync(client));
    }

    [Fact]
    public async Task A_handler_that_fails_costs_its_datagram_only()
    {
        var log = new CollectingLogger<DatagramServer>();
        using var server = await DatagramServer.BindAsync(
            new Endpoint("127.0.0.1", 0),
            (datagram, _) => datagram.Length == 3 ? datagram : throw new InvalidOperationException("asked to"),
            logger: log);
        await using var running = new Running(server);
        using var client = await DatagramClient.ConnectAsync(new Endpoint("127.0.0.1", server.Address.Port));
        await client.SendAsync("throw"u8.ToArray(), Never);
        await client.SendAsync("one"u8.ToArray(), Never);
        Assert.Equal("one", await ReceiveAsync(client));
        Assert.Equal(107, Assert.Single(log.Entries).EventId);
    }

    [Fact]
    public async Task A_reply_that_cannot_be_sent_stops_nothing()
    {
        using var server = await DatagramServer.BindAsync(
            new Endpoint("127.0.0.1", 0), (datagram, _) => datagram.Length == 3 ? datagram : new byte[70_000]);
        await using var running = new Running(server);
        using var client = await DatagramClient.ConnectAsync(new Endpoint("127.0.0.1", server.Address.Port));
        await client.SendAsync("huge"u8.ToArray(), Never);
        await client.SendAsync("one"u8.ToArray(), Never);
        Assert.Equal("one", await ReceiveAsync(client));
        await running.StopAsync();
        Assert.Equal((1, 1), (server.Sent, server.Unsent));
    }

    [Fact]
    public async Task What_does_not_fit_is_dropped_and_counted()
    {
        using var server = await DatagramServer.BindAsync(
            new Endpoint("127.0.0.1", 0), (_, _) => default, new DatagramServerOptions { ReceiveBuffer = 4096 });
        Assert.Equal(8192, server.ReceiveBuffer);
        using var client = await DatagramClient.ConnectAsync(new Endpoint("127.0.0.1", server.Address.Port));
        // Nobody receives yet. On the loopback a datagram is in the buffer, or is dropped, before the call that sends it returns.
        for (var i = 0; i < 100; i++)
            await client.SendAsync(new byte[100], Never);
        var dropped = server.Dropped;
        Assert.InRange(dropped, 50, 99);

        await using var running = new Running(server);
        await running.ReceivedAsync(100 - dropped);
        Assert.Equal(dropped, server.Dropped);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var holder = await DatagramServer.BindAsync(new Endpoint("127.0.0.1", 0), (_, _) => default);
        var endpoint = new Endpoint("127.0.0.1", holder.Address.Port);
        var fault = await Assert.ThrowsAsync<ListenException>(() => DatagramServer.BindAsync(endpoint, (_, _) => default));
        Assert.StartsWith($"cannot listen on {endpoint}: the port is taken", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_is_shared_by_those_who_all_say_so()
    {
        var options = new DatagramServerOptions { ShareAddress = true };
        using var one = await DatagramServer.BindAsync(new Endpoint("127.0.0.1", 0), (_, _) => default, options);
        var endpoint = new Endpoint("127.0.0.1", one.Address.Port);
        using var two = await DatagramServer.BindAsync(endpoint, (_, _) => default, options);
        Assert.Equal(one.Address, two.Address);
        await Assert.ThrowsAsync<ListenException>(() => DatagramServer.BindAsync(endpoint, (_, _) => default));
    }

    [Fact]
    public async Task A_sender_learns_that_nobody_receives()
    {
        using var gone = await DatagramServer.BindAsync(new Endpoint("127.0.0.1", 0), (_, _) => default);
        using var client = await DatagramClient.ConnectAsync(new Endpoint("127.0.0.1", gone.Address.Port));
        gone.Dispose();
        await client.SendAsync("one"u8.ToArray(), Never);
        var fault = await Assert.ThrowsAsync<SocketException>(() => client.ReceiveAsync(Never).WaitAsync(Limits.Test));
        Assert.Equal(SocketError.ConnectionRefused, fault.SocketErrorCode);
    }

    private static async Task<string> ReceiveAsync(DatagramClient client) =>
        Encoding.ASCII.GetString((await client.ReceiveAsync(Never).WaitAsync(Limits.Test)).Span);

    private sealed class Running : IAsyncDisposable
    {
        private readonly DatagramServer _server;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _run;

        public Running(DatagramServer server)
        {
            _server = server;
            _run = server.RunAsync(_stop.Token);
        }

        public async Task ReceivedAsync(long count)
        {
            using var limit = new CancellationTokenSource(Limits.Test);
            while (_server.Received < count)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
            Assert.Equal(count, _server.Received);
        }

        // A datagram is counted behind its sending, when its receiver may have it already.
        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _run.WaitAsync(Limits.Test);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }
    }
}
