using System.Net;
using System.Net.Sockets;
using IpcSocket.Tests.Support;
using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli;

/// <summary>A server that does not keep to the protocol costs every verb a limited time and a limited memory, and one clear line.</summary>
public sealed class UntrustedServerTests : IDisposable
{
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(5);

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedServer _server = new();
    private readonly CliTrial _led;

    public UntrustedServerTests() => _led = new CliTrial { Time = _time };

    public static TheoryData<string> Verbs => ["on", "on --until-close", "off", "toggle", "blink", "status", "list", "watch", "send X", "ping", "bench"];

    public void Dispose()
    {
        _led.Dispose();
        _server.Dispose();
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_line_without_an_ending_is_given_up(string verb)
    {
        var run = RunAsync(verb);
        using var connection = await _server.AcceptAsync();
        await connection.ReadLineAsync();
        await FloodAsync(connection, "OK " + new string('x', 8189));

        Assert.Equal(ExitStatus.NoConnection, await run);
        Assert.Equal($"led: the connection to {_server.Endpoint} is lost: the server sent a line of more than 4096 bytes\n", _led.Error.Text);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_reply_that_comes_byte_by_byte_is_waited_for_5_seconds(string verb)
    {
        var run = RunAsync(verb);
        using var connection = await _server.AcceptAsync();
        await connection.ReadLineAsync();
        foreach (var c in "OK LED")
        {
            await _time.TimerSetAsync();
            await connection.SendAsync($"{c}");
            _time.Advance(ReplyTimeout / 10);
        }

        _time.Advance(ReplyTimeout);

        Assert.Equal(ExitStatus.NoConnection, await run);
        Assert.Equal($"led: the connection to {_server.Endpoint} is lost: no reply within 5 s\n", _led.Error.Text);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Empty_lines_are_no_reply(string verb)
    {
        var run = RunAsync(verb);
        using var connection = await _server.AcceptAsync();
        await connection.ReadLineAsync();
        var flood = FloodAsync(connection, new string('\n', 8192));
        await _time.TimerSetAsync(ReplyTimeout);

        _time.Advance(ReplyTimeout);

        Assert.Equal(ExitStatus.NoConnection, await run);
        await flood;
        Assert.Equal($"led: the connection to {_server.Endpoint} is lost: no reply within 5 s\n", _led.Error.Text);
    }

    [Fact]
    public async Task Names_that_a_server_invents_in_events_are_dropped()
    {
        var run = RunAsync("watch");
        using var connection = await _server.AcceptAsync();
        await connection.ReadLineAsync();
        await connection.SendAsync("OK led=Off\n");
        await _led.Output.LineAsync(1);

        foreach (var number in Enumerable.Range(0, 2000))
            await connection.SendAsync($"EVENT LED n{number} On\n");
        await connection.SendAsync("EVENT LED On\n");

        Assert.EndsWith(" led: On", await _led.Output.LineAsync(2), StringComparison.Ordinal);
        await _led.InterruptAsync();
        Assert.Equal(ExitStatus.Done, await run);
    }

    [Fact]
    public async Task A_server_that_accepts_no_connection_of_bench_is_given_up()
    {
        // Behind the first connection there is room for one more in the queue of those that nobody accepts.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var run = _led.RunAsync("--port", $"{port}", "bench", "-c", "10");
        using (var probe = RawClient.Of(await listener.AcceptAsync().WaitAsync(Limits.Test)))
        {
            await probe.ReadLineAsync();
            await probe.SendAsync("OK LED Off\n");
            Assert.Null(await probe.ReadLineAsync());
        }
        // Each connection has a timer of its own; the one that ends the run is the first that the queue has no room for.
        while (await Task.WhenAny(run, _time.TimerSetAsync(ReplyTimeout)) != run)
            _time.Advance(ReplyTimeout);

        Assert.Equal(ExitStatus.NoConnection, await run);
        Assert.Equal(
            $"led: the connection to 127.0.0.1:{port} is lost: the server did not accept a connection within 5 s\n", _led.Error.Text);
    }

    private Task<int> RunAsync(string verb) => _led.RunAsync(["--port", $"{_server.Endpoint.Port}", .. verb.Split(' ')]);

    // Until the client has closed.
    private static async Task FloodAsync(RawClient connection, string text)
    {
        try
        {
            while (true)
                await connection.Socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(text)).WaitAsync(Limits.Test);
        }
        catch (SocketException)
        {
        }
    }
}
