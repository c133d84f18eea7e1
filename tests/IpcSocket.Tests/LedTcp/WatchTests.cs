using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

/// <summary>WATCH and UNTIL CLOSE over real connections.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private readonly RecordingLed _led = new();
    private readonly RecordingLed _desk = new();
    private readonly SemaphoreSlim _moves = new(0);
    private readonly TemporaryDirectory _folder = new();
    private LedBank? _bank;
    private RunningServer? _server;

    public async Task InitializeAsync()
    {
        Watchers? watchers = null;
        var log = new CollectingLogger<LedBank>();
        _bank = new LedBank(
            [(Leds.Named("led"), _led), (Leds.Named("desk") with { SafeState = LedState.On }, _desk)],
            new LedMemory(new RuntimeStates(_folder[""], ["led", "desk"]), null, log, TimeProvider.System),
            () => watchers?.Wake(),
            log,
            TimeProvider.System);
        watchers = new Watchers(_bank);
        var counters = new LineServerCounters();
        var handler = new LedCommandHandler(_bank, watchers, counters, new ServerFacts("1", TimeProvider.System), () => _moves.Release());
        _server = await RunningServer.StartAsync(handler, counters: counters);
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        _bank!.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_watcher_is_told_the_states_and_then_each_change()
    {
        using var watcher = await WatchAsync("OK led=Off desk=Off");
        using var other = await _server!.ConnectAsync();
        await other.AskAsync("LED ON");
        Assert.Equal("EVENT LED On", await watcher.ReadLineAsync());
        await other.AskAsync("LED desk BLINK");
        Assert.Equal("EVENT LED desk Blink", await watcher.ReadLineAsync());
        await other.AskAsync("LED desk OFF");
        Assert.Equal("EVENT LED desk Off", await watcher.ReadLineAsync());
        using var late = await WatchAsync("OK led=On desk=Off");
    }

    [Fact]
    public async Task Its_own_changes_are_told_too_and_behind_the_reply()
    {
        using var watcher = await WatchAsync("OK led=Off desk=Off");
        Assert.Equal("OK LED On", await watcher.AskAsync("LED ON"));
        Assert.Equal("EVENT LED On", await watcher.ReadLineAsync());
    }

    [Fact]
    public async Task What_is_no_change_is_not_told()
    {
        using var watcher = await WatchAsync("OK led=Off desk=Off");
        Assert.Equal("OK LED Off", await watcher.AskAsync("LED OFF"));
        Assert.Equal("OK LED On", await watcher.AskAsync("LED ON"));
        Assert.Equal("EVENT LED On", await watcher.ReadLineAsync());
    }

    [Fact]
    public async Task No_event_comes_behind_the_reply_to_UNWATCH()
    {
        using var watcher = await WatchAsync("OK led=Off desk=Off");
        Assert.Equal("OK", await watcher.AskAsync("UNWATCH"));
        Assert.Equal("OK LED On", await watcher.AskAsync("LED ON"));
        Assert.Equal("OK LED Off", await watcher.AskAsync("LED OFF"));
        Assert.Equal("OK PONG", await watcher.AskAsync("PING"));
        Assert.Equal("OK led=Off desk=Off", await watcher.AskAsync("WATCH"));
        await watcher.AskAsync("LED ON");
        Assert.Equal("EVENT LED On", await watcher.ReadLineAsync());
    }

    [Fact]
    public async Task Events_and_replies_of_one_connection_are_in_the_order_in_which_they_came_true()
    {
        const int Rounds = 500;
        using var watcher = await WatchAsync("OK led=Off desk=Off");
        using var other = await _server!.ConnectAsync();
        var rival = Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
                await other.AskAsync("LED TOGGLE");
        });
        var last = "";
        for (var i = 0; i < Rounds; i++)
        {
            await watcher.SendAsync("LED TOGGLE\n");
            string line;
            do
            {
                line = (await watcher.ReadLineAsync())!;
                last = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            }
            while (!line.StartsWith("OK", StringComparison.Ordinal));
        }
        await rival;
        // An event of the second LED comes behind every event of the first that is older.
        await other.AskAsync("LED desk BLINK");
        for (var line = await watcher.ReadLineAsync(); line != "EVENT LED desk Blink"; line = await watcher.ReadLineAsync())
            last = line![(line!.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        Assert.Equal($"LED {_bank!.Default.State.Word()}", last);
    }

    [Fact]
    public async Task A_hundred_watchers_of_ten_thousand_changes_all_end_on_the_right_state()
    {
        const int Changes = 10_000;
        var watchers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => WatchAsync("OK led=Off desk=Off")));
        var readers = watchers.Select(watcher => Task.Run(() => ReadToLastAsync(watcher))).ToArray();
        using var writer = await _server!.ConnectAsync();
        for (var i = 0; i < Changes; i++)
        {
            Assert.Equal(i % 2 == 0 ? "OK LED On" : "OK LED Off", await writer.AskAsync("LED TOGGLE"));
            if (i % 100 == 0)
                await writer.AskAsync("LED desk TOGGLE");
        }
        // The mark at which readers stop: nothing else blinks.
        await writer.AskAsync("LED desk BLINK");
        foreach (var states in await Task.WhenAll(readers).WaitAsync(Limits.Test))
            Assert.Equal(("LED Off", "LED desk Blink"), states);
        foreach (var watcher in watchers)
            watcher.Dispose();
    }

    [Fact]
    public async Task A_watcher_that_does_not_read_is_told_the_newest_state_when_it_does()
    {
        const int Changes = 20_000;
        // What the kernel stores on the watcher's side is small too, so that the rest cannot have been stored anywhere.
        using var idle = await RawClient.ConnectAsync(_server!.Address, receiveBuffer: 4096);
        Assert.Equal("OK led=Off desk=Off", await idle.AskAsync("WATCH"));
        using var writer = await _server.ConnectAsync();
        for (var i = 0; i < Changes / 100; i++)
        {
            await writer.SendAsync(string.Concat(Enumerable.Repeat("LED TOGGLE\n", 100)));
            for (var reply = 0; reply < 100; reply++)
                await writer.ReadLineAsync();
        }
        await writer.AskAsync("LED desk BLINK");
        var lines = 0;
        while (await idle.ReadLineAsync() is { } line && line != "EVENT LED desk Blink")
            lines++;
        Assert.InRange(lines, 1, Changes / 10);
    }

    [Theory]
    [InlineData("QUIT")]
    [InlineData("close")]
    [InlineData("reset")]
    public async Task On_until_close_ends_in_the_safe_state_however_the_connection_ends(string end)
    {
        using var watcher = await WatchAsync("OK led=Off desk=Off");
        using var holder = await _server!.ConnectAsync();
        Assert.Equal("OK LED On", await holder.AskAsync("LED ON UNTIL CLOSE"));
        Assert.Equal("EVENT LED On", await watcher.ReadLineAsync());
        await EndAsync(holder, end);
        Assert.Equal("EVENT LED Off", await watcher.ReadLineAsync());
    }

    [Fact]
    public async Task The_safe_state_is_written_down_before_the_LED_is_on()
    {
        using var holder = await _server!.ConnectAsync();
        await holder.AskAsync("LED ON");
        var written = "";
        _led.Setting = () => written = File.ReadAllText(_folder["led-states"])[..8];
        Assert.Equal("OK LED On", await holder.AskAsync("LED ON UNTIL CLOSE"));
        Assert.Equal("Off temp", written);
        _led.Setting = null;
    }

    [Fact]
    public async Task The_safe_state_may_be_on()
    {
        using var watcher = await WatchAsync("OK led=Off desk=Off");
        using var holder = await _server!.ConnectAsync();
        await holder.AskAsync("LED desk ON UNTIL CLOSE");
        Assert.Equal("EVENT LED desk On", await watcher.ReadLineAsync());
        holder.Dispose();
        // The safe state is what lasts now: what was only for a while ends in it.
        using var other = await _server!.ConnectAsync();
        await other.AskAsync("LED desk OFF FOR 1ms");
        // Of two changes at once a watcher may be told the newer only.
        var newest = await watcher.ReadLineAsync();
        if (newest == "EVENT LED desk Off")
            newest = await watcher.ReadLineAsync();
        Assert.Equal("EVENT LED desk On", newest);
    }

    [Theory]
    [InlineData("LED ON")]
    [InlineData("LED ON UNTIL CLOSE")]
    public async Task A_later_command_takes_the_LED_from_its_holder(string line)
    {
        using var holder = await _server!.ConnectAsync();
        await holder.AskAsync("LED ON UNTIL CLOSE");
        using var other = await _server!.ConnectAsync();
        await other.AskAsync(line);
        await EndAsync(holder, "close");
        await MovedAsync(3);
        Assert.Equal("OK LED On", await other.AskAsync("LED STATUS"));
    }

    [Fact]
    public async Task A_safe_state_that_the_device_refuses_is_tried_again()
    {
        using var watcher = await WatchAsync("OK led=Off desk=Off");
        using var holder = await _server!.ConnectAsync();
        await holder.AskAsync("LED ON UNTIL CLOSE");
        Assert.Equal("EVENT LED On", await watcher.ReadLineAsync());
        _led.IsBroken = true;
        holder.Dispose();
        await MovedAsync(3);
        _led.IsBroken = false;
        Assert.Equal("EVENT LED Off", await watcher.ReadLineAsync());
    }

    private static async Task<(string Led, string Desk)> ReadToLastAsync(RawClient watcher)
    {
        var (led, desk) = ("", "");
        while (desk != "LED desk Blink")
        {
            var report = (await watcher.ReadLineAsync())!["EVENT ".Length..];
            (led, desk) = report.StartsWith("LED desk", StringComparison.Ordinal) ? (led, report) : (report, desk);
        }
        return (led, desk);
    }

    private static async Task EndAsync(RawClient client, string end)
    {
        if (end == "QUIT")
            Assert.Equal("OK BYE", await client.AskAsync("QUIT"));
        else if (end == "reset")
            client.Reset();
        else
            client.Dispose();
    }

    // That many clients have come or gone.
    private async Task MovedAsync(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(await _moves.WaitAsync(Limits.Test));
    }

    private async Task<RawClient> WatchAsync(string states)
    {
        var client = await _server!.ConnectAsync();
        Assert.Equal(states, await client.AskAsync("WATCH"));
        return client;
    }
}
