using System.Text.Json;
using IpcSocket.Tests.Support;
using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli.Watch;

public sealed class WatchVerbTests : IDisposable
{
    private readonly CliTrial _led = new();
    private string _list = "OK desk=On kitchen=Off";
    private int _refusals;

    public void Dispose() => _led.Dispose();

    [Fact]
    public async Task The_states_come_first_and_then_each_change()
    {
        var handler = Handler();
        await using var server = await RunningServer.StartAsync(handler);
        var run = _led.RunAsync(server, "watch");
        await _led.Output.LineAsync(2);

        await handler.SayAsync("EVENT LED Off");
        await handler.SayAsync("EVENT of a later version");
        await handler.SayAsync("EVENT LED kitchen Blink");

        await _led.Output.LineAsync(4);
        await EndAsync(run);
        Assert.Equal(["WATCH"], handler.Lines);
        Assert.Equal(["desk: On", "kitchen: Off", "desk: Off", "kitchen: Blink"], _led.Output.All.Select(line => line.Split(' ', 2)[1]));
        Assert.All(_led.Output.All, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d ", line));
    }

    [Fact]
    public async Task Json_is_one_object_a_line()
    {
        await using var server = await RunningServer.StartAsync(Handler());
        var run = _led.RunAsync(server, "watch", "--json");
        await _led.Output.LineAsync(2);
        await EndAsync(run);

        using var second = JsonDocument.Parse(_led.Output.All[1]);
        Assert.Equal(["time", "led", "state"], second.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("kitchen", second.RootElement.GetProperty("led").GetString());
        Assert.Equal("Off", second.RootElement.GetProperty("state").GetString());
        Assert.True(second.RootElement.GetProperty("time").TryGetDateTimeOffset(out _));
    }

    [Fact]
    public async Task An_outage_is_told_once_and_what_changed_in_it_is_told_after_it()
    {
        var handler = Handler();
        await using var server = await RunningServer.StartAsync(handler);
        var run = _led.RunAsync(server, "watch");
        await _led.Output.LineAsync(2);
        _list = "OK desk=On kitchen=Blink";
        // Two further tries are in vain.
        _refusals = 2;

        handler.CutOff();

        Assert.EndsWith(" kitchen: Blink", await _led.Output.LineAsync(3), StringComparison.Ordinal);
        Assert.StartsWith($"led: the connection to {server.Address} is lost: ", await _led.Error.LineAsync(1), StringComparison.Ordinal);
        Assert.EndsWith("; trying again", _led.Error.All[0], StringComparison.Ordinal);
        Assert.Equal("led: connected again", await _led.Error.LineAsync(2));
        await EndAsync(run);
        Assert.Equal(4, handler.Lines.Count);
        Assert.Equal((3, 2), (_led.Output.All.Count, _led.Error.All.Count));
    }

    [Fact]
    public async Task One_led_can_be_watched_alone()
    {
        await using var server = await RunningServer.StartAsync(Handler());
        var run = _led.RunAsync(server, "kitchen", "watch");
        Assert.EndsWith(" kitchen: Off", await _led.Output.LineAsync(1), StringComparison.Ordinal);
        await EndAsync(run);
    }

    [Fact]
    public async Task A_led_that_is_not_there_ends_it_with_1()
    {
        await using var server = await RunningServer.StartAsync(Handler());

        Assert.Equal(ExitStatus.Refused, await _led.RunAsync(server, "cellar", "watch"));

        Assert.Equal("led: the server has no LED of that name; 'led list' shows its LEDs\n", _led.Error.Text);
        Assert.Equal("", _led.Output.Text);
    }

    [Fact]
    public async Task A_server_that_was_never_there_ends_it_with_3()
    {
        var server = await RunningServer.StartAsync(Handler());
        await server.DisposeAsync();

        Assert.Equal(ExitStatus.NoConnection, await _led.RunAsync(server, "watch"));
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_any_more()
    {
        await using var server = await RunningServer.StartAsync(Handler());
        var run = _led.RunAsync(server, "watch");
        await _led.Output.LineAsync(2);

        _led.CloseOutput();

        Assert.Equal(ExitStatus.Done, await run);
        Assert.Equal("", _led.Error.Text);
    }

    private AnsweringHandler Handler() => new(_ => _refusals-- > 0 ? "ERR stopping soon" : _list);

    private async Task EndAsync(Task<int> run)
    {
        var printed = _led.Output.Text;
        await _led.InterruptAsync();
        Assert.Equal(ExitStatus.Done, await run);
        Assert.Equal(printed, _led.Output.Text);
    }
}
