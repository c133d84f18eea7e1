using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class LineServerStopTests
{
    [Fact]
    public async Task Socket_that_is_added_after_the_stop_is_closed()
    {
        await using var server = await RunningServer.StartAsync(new EchoHandler());
        await server.StopAsync();
        using var late = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Server.Listen([late]);
        Assert.Empty(server.Server.Endpoints);
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(late.Address));
    }

    [Fact]
    public async Task Idle_connections_end_at_once_when_the_server_stops()
    {
        var handler = new EchoHandler();
        await using var server = await RunningServer.StartAsync(handler);
        using var client = await server.ConnectAsync();
        await client.AskAsync("one");
        var end = client.ReadToEndAsync();
        await server.StopAsync();
        Assert.Equal("", await end);
        Assert.Empty(handler.Connections);
        Assert.DoesNotContain(server.Log.Entries, e => e.EventId == 105);
    }

    [Fact]
    public async Task The_line_in_hand_is_answered_and_those_behind_it_are_refused()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var handler = new EchoHandler
        {
            Before = line =>
            {
                if (line != "slow")
                    return;
                entered.Set();
                Assert.True(leave.Wait(Limits.Test));
            },
        };
        await using var server = await RunningServer.StartAsync(handler);
        using var client = await server.ConnectAsync();
        await client.SendAsync("slow\nnext\nunfinish");
        Assert.True(entered.Wait(Limits.Test));
        var stop = server.StopAsync();
        await UntilRefusedAsync(server);
        // Connections are told just after the last one was accepted.
        Assert.True(server.Server.Stopping.WaitHandle.WaitOne(Limits.Test));
        leave.Set();
        Assert.Equal(
            "slow\nERR stopping the server is stopping; the command was not carried out\n"
            + "ERR stopping the server is stopping; the command was not carried out\n",
            await client.ReadToEndAsync());
        await stop;
        Assert.Equal(["slow"], handler.Lines);
    }

    [Fact]
    public async Task A_connection_that_does_not_end_is_cut_off()
    {
        var answering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new EchoHandler { Before = _ => answering.TrySetResult() };
        var options = new LineServerOptions { StopTimeout = TimeSpan.FromMilliseconds(200) };
        await using var server = await RunningServer.StartAsync(handler, options);
        using var deaf = await server.ConnectAsync();
        await deaf.SendAsync("huge\n");
        await answering.Task.WaitAsync(Limits.Test);
        await server.StopAsync();
        Assert.Equal("1 connection did not end in time and was cut off", (await server.Log.EntryAsync(105)).Message);
        await handler.FirstClosed.WaitAsync(Limits.Test);
    }

    [Fact]
    public async Task A_stopped_server_has_given_its_port_back()
    {
        var server = await RunningServer.StartAsync(new EchoHandler());
        await server.DisposeAsync();
        using var again = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        again.Bind(server.Address);
        again.Listen();
    }

    // The listening socket is closed once stopping has begun, before connections are told.
    private static async Task UntilRefusedAsync(RunningServer server)
    {
        while (true)
        {
            try
            {
                (await server.ConnectAsync()).Dispose();
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
