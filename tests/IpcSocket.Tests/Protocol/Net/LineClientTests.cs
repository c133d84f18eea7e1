using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class LineClientTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task It_sends_lines_and_reads_lines()
    {
        await using var server = await RunningServer.StartAsync(new EchoHandler());
        using var client = await ConnectAsync(server);
        Assert.Equal(server.Address, client.Peer);
        await client.SendLineAsync("one", Never);
        await client.SendLineAsync("two", Never);
        Assert.Equal("one", await client.ReadLineAsync(Never).WaitAsync(Limits.Test));
        Assert.Equal("two", await client.ReadLineAsync(Never).WaitAsync(Limits.Test));
        await client.SendLineAsync("quit", Never);
        Assert.Equal("bye", await client.ReadLineAsync(Never).WaitAsync(Limits.Test));
        Assert.Null(await client.ReadLineAsync(Never).WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        await using var server = await RunningServer.StartAsync(new EchoHandler());
        using var client = await ConnectAsync(server);
        using var source = new CancellationTokenSource();
        var reading = client.ReadLineAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Limits.Test));
        await client.SendLineAsync("one", Never);
        Assert.Equal("one", await client.ReadLineAsync(Never).WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task A_line_without_end_is_a_fault_of_the_server()
    {
        await using var server = await RunningServer.StartAsync(new EchoHandler());
        using var client = await ConnectAsync(server);
        await client.SendLineAsync("big", Never);
        await Assert.ThrowsAsync<InvalidDataException>(() => client.ReadLineAsync(Never).WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task Nobody_there_is_said_at_once()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)unused.LocalEndPoint!).Port;
        var fault = await Assert.ThrowsAsync<SocketException>(
            () => LineClient.ConnectAsync(new Endpoint("127.0.0.1", port), Limits.Test, Never));
        Assert.Equal(SocketError.ConnectionRefused, fault.SocketErrorCode);
    }

    private static Task<LineClient> ConnectAsync(RunningServer server) =>
        LineClient.ConnectAsync(new Endpoint("127.0.0.1", ((IPEndPoint)server.Address).Port), Limits.Test, Never);
}
