using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

/// <summary>What can be changed while a server runs, and how it finds out whether it still answers.</summary>
public sealed class LineServerChangeTests
{
    private static readonly Endpoint FreePort = new("127.0.0.1", 0);

    [Fact]
    public async Task Another_address_takes_effect_without_dropping_a_connection()
    {
        await using var server = await RunningServer.StartAsync(new EchoHandler());
        using var old = await server.ConnectAsync();
        await old.AskAsync("one");
        await server.Server.StopListeningAsync();
        Assert.Empty(server.Server.Endpoints);
        await Assert.ThrowsAsync<SocketException>(() => server.ConnectAsync());
        server.Server.Listen(await ListenSocket.BindAsync(FreePort));
        using var client = await RawClient.ConnectAsync(Assert.Single(server.Server.Endpoints));
        Assert.Equal("new", await client.AskAsync("new"));
        Assert.Equal("two", await old.AskAsync("two"));
    }

    [Fact]
    public async Task A_lower_limit_holds_for_the_next_connection_and_closes_none()
    {
        await using var server = await RunningServer.StartAsync(new EchoHandler());
        using var first = await server.ConnectAsync();
        using var second = await server.ConnectAsync();
        await first.AskAsync("one");
        await second.AskAsync("two");
        server.Server.Options = new LineServerOptions { MaxConnections = 1 };
        using var third = await server.ConnectAsync();
        Assert.StartsWith("ERR too-many-connections", await third.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("three", await second.AskAsync("three"));
    }

    [Fact]
    public async Task A_server_can_be_asked_by_its_own_process_and_does_not_count_that()
    {
        var handler = new EchoHandler();
        await using var server = await RunningServer.StartAsync(handler, new LineServerOptions { MaxConnections = 1 });
        using var client = await server.ConnectAsync();
        await client.AskAsync("one");
        for (var i = 0; i < 3; i++)
            Assert.Equal("alive", await server.Server.AskAsync("alive", CancellationToken.None).WaitAsync(Limits.Test));
        var counters = server.Server.Counters;
        Assert.Equal((1, 1, 1), (counters.Connections, counters.Accepted, counters.Lines));
        Assert.Single(handler.Connections);
        Assert.Single(server.Server.Endpoints);
    }

    [Fact]
    public async Task Some_of_several_addresses_can_be_given_up()
    {
        await using var server = await RunningServer.StartAsync(new EchoHandler());
        var other = (await ListenSocket.BindAsync(FreePort))[0];
        server.Server.Listen([other]);
        await server.Server.StopListeningAsync([other]);
        Assert.Equal([server.Address], server.Server.Endpoints);
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(other.Address));
        using var client = await server.ConnectAsync();
        Assert.Equal("here", await client.AskAsync("here"));
    }

    [Fact]
    public async Task A_server_whose_accept_loop_has_ended_ends()
    {
        var listener = (await ListenSocket.BindAsync(FreePort))[0];
        await using var server = new LineServer(new EchoHandler(), new LineServerOptions(), new CollectingLogger<LineServer>());
        server.Listen([listener]);
        var run = server.RunAsync(CancellationToken.None);
        using (var client = await RawClient.ConnectAsync(listener.Address))
            await client.AskAsync("one");
        listener.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => run.WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task A_server_whose_handler_hangs_does_not_answer_itself()
    {
        using var leave = new ManualResetEventSlim();
        var handler = new EchoHandler { Before = _ => leave.Wait(Limits.Test) };
        await using var server = await RunningServer.StartAsync(handler);
        using var enough = new CancellationTokenSource();
        var asking = server.Server.AskAsync("alive", enough.Token);
        await handler.FirstLine.WaitAsync(Limits.Test);
        Assert.False(asking.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(Limits.Test));
        leave.Set();
    }
}
