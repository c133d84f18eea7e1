using IpcSocket.Tests.Support;
using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli.Ping;

public sealed class PingVerbTests : IDisposable
{
    private readonly CliTrial _led = new();

    public void Dispose() => _led.Dispose();

    [Fact]
    public async Task It_asks_as_often_as_it_is_told_and_sums_up()
    {
        var handler = new AnsweringHandler("OK PONG");
        await using var server = await RunningServer.StartAsync(handler);

        Assert.Equal(ExitStatus.Done, await _led.RunAsync(server, "ping", "-c", "3", "-i", "1ms"));

        // The first one is not counted.
        Assert.Equal(Enumerable.Repeat("PING", 4), handler.Lines);
        Assert.Equal(4, _led.Output.All.Count);
        Assert.Matches($@"^{server.Address}: seq=3 time=\d+\.\d{{3}} ms$", _led.Output.All[2]);
        Assert.Matches(@"^3 of 3 answered; min/avg/max \d+\.\d{3}/\d+\.\d{3}/\d+\.\d{3} ms$", _led.Output.All[3]);
    }

    [Fact]
    public async Task Ctrl_c_sums_up()
    {
        await using var server = await RunningServer.StartAsync(new AnsweringHandler("OK PONG"));
        var run = _led.RunAsync(server, "ping", "--interval", "1h");
        await _led.Output.LineAsync(1);

        await _led.InterruptAsync();

        Assert.Equal(ExitStatus.Done, await run);
        Assert.StartsWith("1 of 1 answered; ", _led.Output.All[1], StringComparison.Ordinal);
        Assert.Equal("", _led.Error.Text);
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_any_more()
    {
        await using var server = await RunningServer.StartAsync(new AnsweringHandler("OK PONG"));
        var run = _led.RunAsync(server, "ping", "--interval", "1h");
        await _led.Output.LineAsync(1);

        _led.CloseOutput();

        Assert.Equal(ExitStatus.Done, await run);
        Assert.Equal("", _led.Error.Text);
    }

    [Fact]
    public async Task A_server_that_goes_away_is_told_after_the_sum()
    {
        var left = 3;
        await using var server = await RunningServer.StartAsync(new AnsweringHandler(_ => left-- > 0 ? "OK PONG" : null));

        Assert.Equal(ExitStatus.NoConnection, await _led.RunAsync(server, "ping", "-i", "1ms"));

        Assert.StartsWith("2 of 3 answered; ", _led.Output.All[^1], StringComparison.Ordinal);
        Assert.StartsWith("led: the connection to ", _led.Error.Text, StringComparison.Ordinal);
    }
}
