using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class LineServerTests
{
    private readonly EchoHandler _handler = new();

    [Fact]
    public async Task Replies_come_in_the_order_of_the_lines_however_they_are_cut()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        foreach (var piece in new[] { "o", "ne\ntw", "o\r\nthree\0fo", "ur\n\n  \nfive\n" })
            await client.SendAsync(piece);
        foreach (var line in new[] { "one", "two", "three", "four", "five" })
            Assert.Equal(line, await client.ReadLineAsync());
    }

    [Fact]
    public async Task The_end_of_the_stream_ends_the_last_line_too()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        await client.SendAsync("one\ntwo");
        client.EndStream();
        Assert.Equal("one\ntwo\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_closes_without_reading_has_its_lines_counted_and_nothing_logged()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using (var client = await server.ConnectAsync())
        {
            await client.SendAsync("one\0");
            client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Both);
        }
        await _handler.FirstClosed.WaitAsync(Limits.Test);
        Assert.Equal(["one"], _handler.Lines);
        Assert.All(server.Log.Entries, e => Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Debug, e.Level));
    }

    [Fact]
    public async Task A_reset_ends_one_connection_and_no_other()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var other = await server.ConnectAsync();
        var client = await server.ConnectAsync();
        await client.AskAsync("one");
        client.Reset();
        await _handler.FirstClosed.WaitAsync(Limits.Test);
        Assert.Equal("still here", await other.AskAsync("still here"));
    }

    [Fact]
    public async Task A_line_of_1024_bytes_is_taken_and_a_longer_one_is_refused_and_closes()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        var longest = new string('x', 1024);
        Assert.Equal(longest, await client.AskAsync(longest));
        await client.SendAsync("y" + longest + "\nafter\n");
        Assert.Equal("ERR line-too-long a line is 1024 bytes at most\n", await client.ReadToEndAsync());
        Assert.DoesNotContain("after", _handler.Lines);
    }

    [Theory]
    [InlineData("ol\u00e1")]
    [InlineData("\u001b[31mred")]
    [InlineData("a\u0007b")]
    public async Task A_line_that_is_not_text_is_refused_and_closes(string line)
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        await client.SendAsync($"before\n{line}\nafter\n");
        Assert.Equal("before\nERR not-text a line is printable ASCII\n", await client.ReadToEndAsync());
        Assert.Equal(["before"], _handler.Lines);
        var entry = await server.Log.EntryAsync(106);
        Assert.Matches(@": \S*\\x[0-9a-f]{2}", entry.Message);
        Assert.All(entry.Message, c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public async Task A_first_line_that_is_no_command_closes_behind_its_reply()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        await client.SendAsync("\n\nunknown\nafter\n");
        Assert.Equal("unknown\n", await client.ReadToEndAsync());
        Assert.Equal(["unknown"], _handler.Lines);
    }

    [Fact]
    public async Task A_later_line_that_is_no_command_does_not_close()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        Assert.Equal("one", await client.AskAsync("one"));
        Assert.Equal("unknown", await client.AskAsync("unknown"));
        Assert.Equal("two", await client.AskAsync("two"));
    }

    [Fact]
    public async Task A_reset_ends_the_last_line_too()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        var client = await server.ConnectAsync();
        await client.SendAsync("one\ntwo\nthree");
        Assert.Equal("one", await client.ReadLineAsync());
        Assert.Equal("two", await client.ReadLineAsync());
        client.Reset();
        await _handler.FirstClosed.WaitAsync(Limits.Test);
        Assert.Equal(["one", "two", "three"], _handler.Lines);
    }

    [Fact]
    public async Task A_reset_behind_more_bytes_than_TCP_sends_at_once_drops_an_unterminated_line()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        var client = await server.ConnectAsync();
        for (var sent = 0; sent <= 4096; sent += 1000)
            await client.AskAsync(new string('x', 999));
        await client.SendAsync("last\ncut");
        Assert.Equal("last", await client.ReadLineAsync());
        client.Reset();
        await _handler.FirstClosed.WaitAsync(Limits.Test);
        Assert.Equal("last", _handler.Lines.Last());
    }

    [Fact]
    public async Task A_web_page_cannot_give_commands()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: localhost\r\n\r\nLED ON\n");
        Assert.StartsWith("ERR not-http ", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(_handler.Lines);
    }

    [Fact]
    public async Task A_handler_can_close_after_its_reply()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        await client.SendAsync("quit\nafter\n");
        Assert.Equal("bye\n", await client.ReadToEndAsync());
        Assert.Equal(["quit"], _handler.Lines);
    }

    [Fact]
    public async Task A_handler_that_throws_costs_its_own_connection_only()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var other = await server.ConnectAsync();
        using var client = await server.ConnectAsync();
        await client.SendAsync("throw\n");
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal("alive", await other.AskAsync("alive"));
        Assert.IsType<InvalidOperationException>((await server.Log.EntryAsync(104)).Exception);
    }

    [Fact]
    public async Task A_handler_can_send_at_any_time()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        await client.AskAsync("hello");
        var connection = Assert.Single(_handler.Connections).Key;
        Assert.True(await connection.SendAsync(w => w.Line("news"u8)));
        Assert.Equal("news", await client.ReadLineAsync());
    }

    [Fact]
    public async Task What_is_sent_unasked_while_a_line_is_answered_comes_behind_the_reply()
    {
        var handler = new AnnouncingHandler();
        await using var server = await RunningServer.StartAsync(handler);
        using var client = await server.ConnectAsync();
        await client.SendAsync("one\ntwo\n");
        foreach (var line in (string[])["one", "two", "news of one", "news of two"])
            Assert.Equal(line, await client.ReadLineAsync());
    }

    [Fact]
    public async Task Replies_to_one_read_go_out_together_and_in_bounded_portions()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        await client.SendAsync(string.Concat(Enumerable.Repeat("big\n", 50)));
        client.EndStream();
        Assert.Equal(50 * 20_001, (await client.ReadToEndAsync()).Length);
    }

    [Fact]
    public async Task Many_clients_are_served_at_once_while_one_sends_without_end()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var flooder = await server.ConnectAsync();
        using var stop = new CancellationTokenSource();
        var flood = FloodAsync(flooder, stop.Token);
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => server.ConnectAsync()));
        for (var round = 0; round < 10; round++)
        {
            var replies = await Task.WhenAll(clients.Select((c, i) => c.AskAsync($"client {i}")));
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"client {i}"), replies!);
        }
        await stop.CancelAsync();
        await flood;
        Array.ForEach(clients, c => c.Dispose());
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_cut_off_in_time_and_delays_nobody()
    {
        var options = new LineServerOptions { UnreadReplyTimeout = TimeSpan.FromSeconds(1) };
        await using var server = await RunningServer.StartAsync(_handler, options);
        using var deaf = await server.ConnectAsync();
        await deaf.SendAsync("huge\n");
        using var other = await server.ConnectAsync();
        Assert.Equal("me", await other.AskAsync("me"));
        await _handler.FirstClosed.WaitAsync(Limits.Test);
        Assert.Equal("me", await other.AskAsync("me"));
    }

    [Fact]
    public async Task It_counts_connections_lines_and_errors()
    {
        await using var server = await RunningServer.StartAsync(_handler);
        using var client = await server.ConnectAsync();
        await client.AskAsync("one");
        using var second = await server.ConnectAsync();
        await second.AskAsync("two");
        await client.AskAsync("ol\u00e1");
        var counters = server.Server.Counters;
        Assert.Equal((2, 0, 3, 1), (counters.Accepted, counters.Refused, counters.Lines, counters.Errors));
        await _handler.FirstClosed.WaitAsync(Limits.Test);
        // The server counts a connection until its handler has seen the end.
        using var limit = new CancellationTokenSource(Limits.Test);
        while (counters.Connections == 2 && !limit.IsCancellationRequested)
            await Task.Yield();
        Assert.Equal(1, counters.Connections);
    }

    private static async Task FloodAsync(RawClient client, CancellationToken stop)
    {
        var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("flood\n", 500)));
        var sink = new byte[65536];
        while (!stop.IsCancellationRequested)
        {
            await client.Socket.SendAsync(lines);
            for (var left = lines.Length; left > 0;)
                left -= await client.Socket.ReceiveAsync(sink);
        }
    }

    // Has something to say while it answers, as a handler has whose state another thread changes at that moment.
    private sealed class AnnouncingHandler : ILineHandler
    {
        public LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply)
        {
            var news = $"news of {Encoding.ASCII.GetString(line)}";
            _ = connection.SendAsync(writer => writer.Line(Encoding.ASCII.GetBytes(news))).AsTask();
            reply.Line(line);
            return LineOutcome.Continue;
        }
    }
}
