using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

/// <summary>The limits of time, on a clock that the test advances.</summary>
public sealed class LineServerLimitTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineTimeout = TimeSpan.FromSeconds(30);

    private readonly EchoHandler _handler = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task An_unended_text_that_the_handler_knows_is_a_line_after_250_ms_of_silence()
    {
        await using var server = await RunningServer.StartAsync(_handler, time: _time);
        using var client = await server.ConnectAsync();
        await client.SendAsync("whole");
        await _time.TimerSetAsync(Silence);
        Assert.Empty(_handler.Lines);
        _time.Advance(Silence);
        Assert.Equal("whole", await client.ReadLineAsync());
        Assert.Equal("next", await client.AskAsync("next"));
    }

    [Fact]
    public async Task What_follows_within_the_silence_belongs_to_the_same_line()
    {
        await using var server = await RunningServer.StartAsync(_handler, time: _time);
        using var client = await server.ConnectAsync();
        await client.SendAsync("whole");
        await _time.TimerSetAsync(Silence);
        Assert.Equal("whole sale", await client.AskAsync(" sale"));
        Assert.Equal(["whole sale"], _handler.Lines);
    }

    [Fact]
    public async Task A_line_that_is_not_finished_in_time_closes_the_connection()
    {
        await using var server = await RunningServer.StartAsync(_handler, time: _time);
        using var client = await server.ConnectAsync();
        await client.SendAsync("LED O");
        await _time.TimerSetAsync(LineTimeout);
        _time.Advance(LineTimeout);
        Assert.Equal("ERR line-timeout the line was not finished in time\n", await client.ReadToEndAsync());
        Assert.Empty(_handler.Lines);
    }

    [Fact]
    public async Task The_time_for_a_line_counts_from_its_first_byte()
    {
        await using var server = await RunningServer.StartAsync(_handler, time: _time);
        using var client = await server.ConnectAsync();
        await client.SendAsync("L");
        await _time.TimerSetAsync(LineTimeout);
        _time.Advance(TimeSpan.FromSeconds(20));
        await client.SendAsync("E");
        await _time.TimerSetAsync(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.StartsWith("ERR line-timeout", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_line_has_its_own_time()
    {
        await using var server = await RunningServer.StartAsync(_handler, time: _time);
        using var client = await server.ConnectAsync();
        await client.SendAsync("on");
        await _time.TimerSetAsync(LineTimeout);
        _time.Advance(TimeSpan.FromSeconds(20));
        await client.SendAsync("e\ntw");
        Assert.Equal("one", await client.ReadLineAsync());
        await _time.TimerSetAsync(LineTimeout);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("two", await client.AskAsync("o"));
    }

    [Fact]
    public async Task A_line_behind_a_reply_that_is_sent_first_has_its_own_time_too()
    {
        await using var server = await RunningServer.StartAsync(_handler, time: _time);
        using var client = await server.ConnectAsync();
        await client.SendAsync("bi");
        await _time.TimerSetAsync(LineTimeout);
        _time.Advance(TimeSpan.FromSeconds(20));
        await client.SendAsync("g\ntw");
        await client.ReadLineAsync();
        await _time.TimerSetAsync(LineTimeout).WaitAsync(Limits.Test);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("two", await client.AskAsync("o"));
    }

    [Fact]
    public async Task Between_two_lines_a_connection_may_be_idle_for_days()
    {
        await using var server = await RunningServer.StartAsync(_handler, time: _time);
        using var client = await server.ConnectAsync();
        Assert.Equal("one", await client.AskAsync("one"));
        Assert.Equal(0, _time.SetTimers);
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal("two", await client.AskAsync("two"));
    }

    [Fact]
    public async Task One_connection_too_many_is_told_so_and_closed()
    {
        await using var server = await RunningServer.StartAsync(_handler, new LineServerOptions { MaxConnections = 2 });
        using var first = await server.ConnectAsync();
        await first.AskAsync("one");
        using (var second = await server.ConnectAsync())
        {
            await second.AskAsync("two");
            using var third = await server.ConnectAsync();
            Assert.Equal("ERR too-many-connections all 2 connections are taken; try again later\n", await third.ReadToEndAsync());
            Assert.Contains("2 connections are open, the limit", (await server.Log.EntryAsync(102)).Message, StringComparison.Ordinal);
        }
        await _handler.FirstClosed.WaitAsync(Limits.Test);
        using var again = await ConnectWhenThereIsRoomAsync(server);
        Assert.Equal("one", await first.AskAsync("one"));
        Assert.Equal(0, server.Log.Entries.Count(e => e.EventId == 104));
    }

    [Fact]
    public async Task Each_of_many_connections_too_many_is_told_so_and_closed()
    {
        await using var server = await RunningServer.StartAsync(_handler, new LineServerOptions { MaxConnections = 1 });
        using var first = await server.ConnectAsync();
        await first.AskAsync("one");
        var refused = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => server.ConnectAsync()));
        // None of them closes before all are told.
        foreach (var client in refused)
            Assert.StartsWith("ERR too-many-connections all 1 connections are taken", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(100, server.Server.Counters.Refused);
        Assert.Equal("one", await first.AskAsync("one"));
        Array.ForEach(refused, client => client.Dispose());
    }

    // OnClosed comes a moment before the place is free.
    private static async Task<RawClient> ConnectWhenThereIsRoomAsync(RunningServer server)
    {
        while (true)
        {
            var client = await server.ConnectAsync();
            if (await client.AskAsync("hello") == "hello")
                return client;
            client.Dispose();
        }
    }
}
