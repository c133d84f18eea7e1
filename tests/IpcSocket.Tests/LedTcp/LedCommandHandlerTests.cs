using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

/// <summary>The commands as a client sees them, over a real connection.</summary>
public sealed class LedCommandHandlerTests : IAsyncLifetime, IDisposable
{
    private readonly RecordingLed _led = new();
    private readonly RecordingLed _desk = new();
    private readonly CollectingLogger<LedBank> _log = new();
    private readonly ManualTimeProvider _time = new();
    private LedBank? _bank;
    private RunningServer? _server;
    private RawClient? _client;

    public async Task InitializeAsync()
    {
        Watchers? watchers = null;
        _bank = new LedBank([(Leds.Named("led"), _led), (Leds.Named("desk"), _desk)], null, () => watchers?.Wake(), _log, _time);
        watchers = new Watchers(_bank);
        // The handler tells of the counters of the server it serves; the double makes that server itself.
        var counters = new LineServerCounters();
        var handler = new LedCommandHandler(_bank, watchers, counters, new ServerFacts("1.2.3", _time), () => { });
        _server = await RunningServer.StartAsync(handler, time: _time, counters: counters);
        _client = await _server.ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        _client!.Dispose();
        await _server!.DisposeAsync();
    }

    public void Dispose()
    {
        _bank?.Dispose();
        _led.Dispose();
        _desk.Dispose();
    }

    [Theory]
    [InlineData("LED ON", "OK LED On")]
    [InlineData("led off", "OK LED Off")]
    [InlineData("LED TOGGLE", "OK LED On")]
    [InlineData("LED STATUS", "OK LED Off")]
    [InlineData("LED led ON", "OK LED On")]
    [InlineData("LED LED status", "OK LED Off")]
    [InlineData("LED desk ON", "OK LED desk On")]
    [InlineData("led DESK toggle", "OK LED desk On")]
    [InlineData("LED desk STATUS", "OK LED desk Off")]
    [InlineData("PING", "OK PONG")]
    [InlineData("VERSION", "OK 1.2.3 protocol 1")]
    [InlineData("LED ON FOR 30s", "OK LED On")]
    [InlineData("LED OFF FOR 500ms", "OK LED Off")]
    [InlineData("LED desk ON UNTIL CLOSE", "OK LED desk On")]
    [InlineData("LED BLINK", "OK LED Blink")]
    [InlineData("LED desk BLINK 200ms FOR 5s", "OK LED desk Blink")]
    [InlineData("LIST", "OK led=Off desk=Off")]
    [InlineData("WATCH", "OK led=Off desk=Off")]
    [InlineData("UNWATCH", "OK")]
    [InlineData("HELP", "OK LED ON [FOR duration | UNTIL CLOSE] | LED OFF [FOR duration] | LED TOGGLE | LED STATUS | "
        + "LED BLINK [period] [FOR duration] | LIST | WATCH | UNWATCH | PING | HELP | STATS | VERSION | QUIT")]
    [InlineData("FOO", "ERR unknown-command 'FOO' is not a command; HELP lists them")]
    [InlineData("LED", "ERR bad-argument LED needs one of ON, OFF, TOGGLE, STATUS, BLINK")]
    [InlineData("LED BLUE", "ERR bad-argument 'BLUE' is not one of ON, OFF, TOGGLE, STATUS, BLINK")]
    [InlineData("LED kitchen ON", "ERR unknown-led 'kitchen' is not a LED of this server")]
    [InlineData("PING 1", "ERR bad-argument '1' is more than this command takes")]
    public async Task A_line_has_its_reply(string line, string reply) => Assert.Equal(reply, await _client!.AskAsync(line));

    [Fact]
    public async Task The_reply_comes_after_the_LED_was_switched()
    {
        await _client!.AskAsync("LED ON");
        Assert.Equal([false, true], _led.Switched);
    }

    [Fact]
    public async Task A_device_that_refuses_is_told_to_the_client_and_to_the_operator()
    {
        _led.IsBroken = true;
        Assert.Equal(
            "ERR device-failed the LED could not be switched; the server's log says why", await _client!.AskAsync("LED ON"));
        Assert.Equal("OK LED Off", await _client!.AskAsync("LED STATUS"));
        Assert.Equal("LED led could not be switched: the LED is unplugged; it is tried again", (await _log.EntryAsync(202)).Message);
    }

    [Fact]
    public async Task QUIT_says_goodbye_and_closes()
    {
        await _client!.SendAsync("QUIT\nLED ON\n");
        Assert.Equal("OK BYE\n", await _client.ReadToEndAsync());
        Assert.Equal(LedState.Off, _bank!.Default.State);
    }

    // Each has a command behind it, as whoever makes a browser send it can arrange.
    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003 session ticket\nLED ON\n", "not-text")]
    [InlineData("POST /\u00c3\u00a9 HTTP/1.1\r\nHost: localhost\r\n\r\nLED ON\n", "not-text")]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\n\r\nLED ON\n", "not-http")]
    [InlineData("OPTIONS rtsp://localhost:5555/ RTSP/1.0\r\nCSeq: 1\r\n\r\nLED ON\n", "unknown-command")]
    [InlineData("INVITE sip:led@localhost:5555 SIP/2.0\r\nVia: x\r\n\r\nLED ON\n", "unknown-command")]
    [InlineData("EHLO localhost\r\nLED ON\r\n", "unknown-command")]
    public async Task Another_protocol_switches_no_LED(string request, string code)
    {
        await _client!.SendAsync(request);
        Assert.Matches($"^ERR {code} [^\n]*\n$", await _client.ReadToEndAsync());
        Assert.Equal([false], _led.Switched);
    }

    [Theory]
    [InlineData("LED BLUE")]
    [InlineData("LED cellar ON")]
    [InlineData("PING 1")]
    public async Task A_command_with_a_mistake_may_come_first(string line)
    {
        Assert.StartsWith("ERR ", await _client!.AskAsync(line), StringComparison.Ordinal);
        Assert.Equal("OK LED On", await _client.AskAsync("LED ON"));
    }

    [Theory]
    [InlineData("LED ON\0")]
    [InlineData("\r\n\nLED ON\n")]
    public async Task The_C_original_and_empty_lines_may_come_first(string line)
    {
        await _client!.SendAsync(line);
        Assert.Equal("OK LED On", await _client.ReadLineAsync());
        Assert.Equal("OK LED Off", await _client.AskAsync("LED OFF"));
    }

    [Fact]
    public async Task STATS_counts_what_came_before_it_and_itself()
    {
        await _client!.AskAsync("PING");
        await _client.AskAsync("FOO");
        _time.Advance(TimeSpan.FromSeconds(3600));
        Assert.Equal("OK connections=1 commands=3 errors=1 uptime=3600 accepted=1 refused=0 watchers=0", await _client.AskAsync("STATS"));
    }

    [Theory]
    [InlineData("LED ON", "OK LED On")]
    [InlineData("LED OFF", "OK LED Off")]
    public async Task The_ancestor_s_commands_need_no_ending(string line, string reply)
    {
        await _client!.SendAsync(line);
        await _time.TimerSetAsync(TimeSpan.FromMilliseconds(250));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(reply, await _client.ReadLineAsync());
    }

    [Theory]
    [InlineData("LED O")]
    [InlineData("LED TOGGLE")]
    [InlineData("led on")]
    [InlineData("PING")]
    public async Task Every_other_line_does(string line)
    {
        await _client!.SendAsync(line);
        await _time.TimerSetAsync(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([false], _led.Switched);
        Assert.Equal(0, _server!.Server.Counters.Lines);
    }
}
