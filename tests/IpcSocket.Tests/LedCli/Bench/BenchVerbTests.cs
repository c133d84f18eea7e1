using IpcSocket.Tests.Support;
using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli.Bench;

public sealed class BenchVerbTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly CliTrial _led;

    public BenchVerbTests() => _led = new CliTrial { Time = _time };

    public void Dispose() => _led.Dispose();

    [Theory]
    [InlineData("OK LED On", "LED STATUS", "bench -c 3 -p 4 -s 2")]
    [InlineData("hello", "hello", "bench -c 3 -p 4 -s 2 --line hello")]
    public async Task It_reports_what_it_counted(string reply, string line, string typed)
    {
        var handler = new AnsweringHandler(reply);
        await using var server = await RunningServer.StartAsync(handler);
        var run = _led.RunAsync(server, typed.Split(' '));

        await PassAsync(handler, 2);

        Assert.Equal(ExitStatus.Done, await run);
        Assert.Equal($"{server.Address}: '{line}' -> '{reply}'", _led.Output.All[0]);
        Assert.Equal("3 connections, 4 in flight on each, 2.0 s", _led.Output.All[1]);
        Assert.Matches(@"^requests  [1-9]\d*, [1-9]\d* a second$", _led.Output.All[2]);
        Assert.Matches(@"^latency   p50 [\d.]+  p90 [\d.]+  p99 [\d.]+  p99.9 [\d.]+  max [\d.]+  ms$", _led.Output.All[3]);
        Assert.Equal("errors    0", _led.Output.All[4]);
        Assert.All(handler.Lines, asked => Assert.Equal(line, asked));
    }

    [Fact]
    public async Task Replies_that_are_not_ok_are_errors()
    {
        var asked = 0;
        var handler = new AnsweringHandler(_ => Interlocked.Increment(ref asked) == 10 ? "ERR device-failed" : "OK LED On");
        await using var server = await RunningServer.StartAsync(handler);
        var run = _led.RunAsync(server, "bench", "-c", "2", "-s", "1");

        await PassAsync(handler, 1);

        Assert.Equal(ExitStatus.Refused, await run);
        Assert.Equal("errors    1 reply was not OK", _led.Output.All[4]);
    }

    [Fact]
    public async Task A_server_that_says_more_than_it_is_asked_is_no_line_server()
    {
        await using var server = await RunningServer.StartAsync(new AnsweringHandler("OK\nOK\nOK"));

        Assert.Equal(ExitStatus.NoConnection, await _led.RunAsync(server, "bench", "-p", "2"));

        Assert.EndsWith("the server sends more than one line for a request\n", _led.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_closed_ends_it_with_3()
    {
        var asked = 0;
        await using var server = await RunningServer.StartAsync(new AnsweringHandler(_ => Interlocked.Increment(ref asked) < 100 ? "OK" : null));

        Assert.Equal(ExitStatus.NoConnection, await _led.RunAsync(server, "bench", "-c", "2"));

        Assert.Contains(" is lost: ", _led.Error.Text, StringComparison.Ordinal);
        Assert.Equal("", _led.Output.Text);
    }

    [Fact]
    public async Task A_connection_that_is_refused_ends_it_with_1_and_the_reason()
    {
        var asked = 0;
        await using var server = await RunningServer.StartAsync(new AnsweringHandler(
            _ => Interlocked.Increment(ref asked) switch { 1 => "OK", 2 => "ERR too-many-connections all are taken", _ => null }));

        Assert.Equal(ExitStatus.Refused, await _led.RunAsync(server, "bench", "-c", "1"));

        Assert.Equal("led: too-many-connections: all are taken\n", _led.Error.Text);
        Assert.Equal("", _led.Output.Text);
    }

    [Fact]
    public async Task Ctrl_c_ends_it_early_with_what_was_measured()
    {
        var handler = new AnsweringHandler("OK");
        await using var server = await RunningServer.StartAsync(handler);
        var run = _led.RunAsync(server, "bench", "-s", "3600");
        await _time.TimerSetAsync(TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await _time.TimerSetAsync(TimeSpan.FromSeconds(3600));
        _time.Advance(TimeSpan.FromSeconds(7));

        await _led.InterruptAsync();

        Assert.Equal(ExitStatus.Done, await run);
        Assert.Equal("50 connections, 1 in flight on each, 7.0 s", _led.Output.All[1]);
    }

    // The warm-up and the measurement, by the clock of the test; in each, some requests are answered.
    private async Task PassAsync(AnsweringHandler handler, int seconds)
    {
        foreach (var length in (TimeSpan[])[TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(seconds)])
        {
            await _time.TimerSetAsync(length);
            var goal = handler.Lines.Count + 100;
            Assert.True(SpinWait.SpinUntil(() => handler.Lines.Count > goal, Limits.Test));
            _time.Advance(length);
        }
    }
}
