using ButtonTcp;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

/// <summary>The link against a server that says what the test says.</summary>
public sealed class LedLinkTests : IAsyncLifetime
{
    private readonly ScriptedServer _server = new();
    private readonly CollectingLogger<LedLink> _log = new();
    private readonly PressQueue _presses = new(new DesiredState(TimeProvider.System));
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changes = new(0);
    private readonly LedLink _link;
    private Task _run = Task.CompletedTask;

    public LedLinkTests() => _link = new LedLink(Options(), _presses, () => _changes.Release(), _log, TimeProvider.System);

    public Task InitializeAsync()
    {
        _run = _link.RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run.WaitAsync(Limits.Test));
        _link.Dispose();
        _server.Dispose();
        _changes.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_press_sends_the_other_state_than_the_one_watched_and_asks_for_nothing()
    {
        using var led = await GreetAsync("OK led=On");
        Assert.Equal("led-tcp at 127.0.0.1:" + _server.Endpoint.Port + " is there; its LED is On", (await _log.EntryAsync(251)).Message);
        Press();
        await ExchangeAsync(led, "LED OFF", "OK LED Off");
        Assert.Equal("Button pressed: LED Off", (await _log.EntryAsync(255)).Message);
    }

    [Fact]
    public async Task The_next_press_goes_by_the_acknowledged_state_while_the_event_is_still_to_come()
    {
        using var led = await GreetAsync("OK led=Off");
        await _log.EntryAsync(251);
        Press();
        Press();
        Press();
        await ExchangeAsync(led, "LED ON", "OK LED On");
        await ExchangeAsync(led, "LED OFF", "EVENT LED On\nOK LED Off\nEVENT LED Off");
        await ExchangeAsync(led, "LED ON", "OK LED On");
    }

    [Fact]
    public async Task Events_between_a_command_and_its_reply_are_no_reply()
    {
        using var led = await GreetAsync("OK led=Off");
        await _log.EntryAsync(251);
        Press();
        Press();
        await ExchangeAsync(led, "LED ON", "EVENT LED On\nEVENT LED Off\nEVENT SUNRISE 06:12\nOK LED On");
        await ExchangeAsync(led, "LED OFF", "OK LED Off");
        Assert.DoesNotContain(_log.Entries, entry => entry.EventId is 252 or 256);
    }

    [Fact]
    public async Task What_another_hand_does_counts()
    {
        using var led = await GreetAsync("OK led=Off");
        await led.SendAsync("EVENT LED On\n");
        await StatusAsync("LED On");
        Press();
        await ExchangeAsync(led, "LED OFF", "OK LED Off\nEVENT LED Blink");
        await StatusAsync("LED Blink");
        Press();
        await ExchangeAsync(led, "LED OFF", "OK LED Off");
    }

    [Fact]
    public async Task Each_button_has_its_LED_over_the_one_connection()
    {
        using var led = await GreetAsync("OK hall=Off kitchen=On");
        Assert.EndsWith("is there; its LEDs are hall=Off kitchen=On", (await _log.EntryAsync(261)).Message, StringComparison.Ordinal);
        Press("door", "LED TOGGLE");
        await ExchangeAsync(led, "LED ON", "OK LED On");
        Press("desk", "LED Kitchen TOGGLE");
        await ExchangeAsync(led, "LED kitchen OFF", "OK LED kitchen Off");
        // The default LED by its name.
        Press("door", "LED hall TOGGLE");
        await ExchangeAsync(led, "LED hall OFF", "OK LED Off");
        Press("desk", "LED kitchen OFF", Gesture.Hold);
        await ExchangeAsync(led, "LED kitchen OFF", "OK LED kitchen Off");
        await StatusAsync("hall=Off kitchen=Off");
        // What comes next shows that the one before has been told.
        Press("door", "LED ON");
        await ExchangeAsync(led, "LED ON", "OK LED On");
        Assert.Equal(
            [
                "Button door pressed: LED On", "Button desk pressed: LED kitchen Off",
                "Button door pressed: LED Off", "Button desk held: LED kitchen Off",
            ],
            _log.Entries.Where(entry => entry.EventId == 255).Take(4).Select(entry => entry.Message));
    }

    [Fact]
    public async Task A_toggle_of_a_LED_that_the_server_has_not_is_refused_by_the_server()
    {
        using var led = await GreetAsync("OK led=Off");
        Press(line: "LED attic TOGGLE");
        await ExchangeAsync(led, "LED attic STATUS", "ERR unknown-led no LED is called attic");
        Assert.Equal(
            "Button pressed: led-tcp refused LED attic TOGGLE: unknown-led no LED is called attic", (await _log.EntryAsync(256)).Message);
        Press();
        await ExchangeAsync(led, "LED ON", "OK LED On");
    }

    [Fact]
    public async Task A_press_whose_reply_is_lost_asks_for_the_same_state_again()
    {
        using (var led = await GreetAsync("OK led=Off"))
        {
            Press();
            Assert.Equal("LED ON", await led.ReadLineAsync());
        }
        // It was carried out: only the reply was lost.
        using var again = await GreetAsync("OK led=On");
        await ExchangeAsync(again, "LED ON", "OK LED On");
        Press();
        await ExchangeAsync(again, "LED OFF", "OK LED Off");
    }

    [Fact]
    public async Task Another_line_is_kept_until_it_is_acknowledged_too()
    {
        using (var led = await GreetAsync("OK led=Off kitchen=Off"))
        {
            Press(line: "LED kitchen ON");
            Assert.Equal("LED kitchen ON", await led.ReadLineAsync());
        }
        using var again = await GreetAsync("OK led=Off kitchen=On");
        await ExchangeAsync(again, "LED kitchen ON", "OK LED kitchen On");
        await _log.EntryAsync(255);
        Assert.False(_presses.IsPending);
    }

    [Fact]
    public async Task What_was_watched_before_an_outage_says_nothing_after_it()
    {
        using (await GreetAsync("OK led=On"))
            await _log.EntryAsync(251);
        await _log.EntryAsync(252);
        Press("a");
        Press("a");
        Press("b", "LED kitchen TOGGLE");
        using var again = await GreetAsync("OK led=Off kitchen=On");
        await ExchangeAsync(again, "LED ON", "OK LED On");
        await ExchangeAsync(again, "LED kitchen OFF", "OK LED kitchen Off");
    }

    [Fact]
    public async Task A_press_that_became_too_old_while_the_connection_was_made_is_dropped()
    {
        using var led = await _server.AcceptAsync();
        Press(age: TimeSpan.FromSeconds(31));
        await ExchangeAsync(led, "WATCH", "OK led=Off");
        Assert.StartsWith("A press was dropped: after 31 s", (await _log.EntryAsync(254)).Message, StringComparison.Ordinal);
        Press(line: "LED OFF");
        await ExchangeAsync(led, "LED OFF", "OK LED Off");
    }

    [Fact]
    public async Task The_C_original_does_not_get_a_press_that_became_too_old_either()
    {
        await BeSilentAsync();
        // The link waits for a press, and takes this one for what it is when it has connected.
        Press(age: TimeSpan.FromSeconds(31));
        Assert.Null(await CloseAsync());
        await _log.EntryAsync(254);
        Press(line: "LED OFF");
        Assert.Equal("LED OFF", await CloseAsync());
    }

    [Fact]
    public async Task A_press_that_a_stopping_server_did_not_carry_out_is_sent_again()
    {
        using (var led = await GreetAsync("OK led=Off"))
        {
            Press("desk");
            await ExchangeAsync(led, "LED ON", "ERR stopping soon");
        }
        using var again = await GreetAsync("OK led=Off");
        await ExchangeAsync(again, "LED ON", "OK LED On");
        Assert.Equal("Button desk pressed: LED On", (await _log.EntryAsync(255)).Message);
        Assert.Contains("stopping soon", Assert.Single(_log.Entries, e => e.EventId == 252).Message, StringComparison.Ordinal);
        Assert.Equal(
            "A press of desk is held until led-tcp is there, for 00:00:30 at most", Assert.Single(_log.Entries, e => e.EventId == 253).Message);
    }

    [Fact]
    public async Task A_press_that_the_server_refuses_is_done_with()
    {
        using var led = await GreetAsync("OK led=Off");
        Press();
        await ExchangeAsync(led, "LED ON", "ERR device-failed see log");
        Assert.Equal("Button pressed: led-tcp refused LED ON: device-failed see log", (await _log.EntryAsync(256)).Message);
        Press();
        await ExchangeAsync(led, "LED ON", "OK LED On");
    }

    [Fact]
    public async Task A_server_that_says_something_unasked_is_left_with_its_words()
    {
        using (var led = await GreetAsync("OK led=Off"))
        {
            await _log.EntryAsync(251);
            await led.SendAsync("ERR stopping the server ends\n");
            Assert.Contains("stopping the server ends", (await _log.EntryAsync(252)).Message, StringComparison.Ordinal);
            Assert.Null(await led.ReadLineAsync());
        }
        using var again = await GreetAsync("OK led=Off");
    }

    [Theory]
    [InlineData("220 mail ESMTP \\", "what answers is not led-tcp: '220 mail ESMTP \\x5c'")]
    [InlineData("OK PONG", "cannot be reached: PONG;")]
    [InlineData("ERR too-many-connections come later", "cannot be reached: too-many-connections come later;")]
    public async Task What_is_not_led_tcp_is_named_escaped_and_tried_again(string greeting, string reason)
    {
        using (await GreetAsync(greeting))
            Assert.Contains(reason, (await _log.EntryAsync(252)).Message, StringComparison.Ordinal);
        using var again = await GreetAsync("OK led=On");
        await _log.EntryAsync(251);
    }

    [Fact]
    public async Task An_older_led_tcp_is_asked_for_the_state_at_each_press()
    {
        using var led = await GreetAsync("ERR unknown-command 'WATCH' is not a command");
        await ExchangeAsync(led, "LED STATUS", "OK LED Off");
        Assert.EndsWith("is there; its LED is Off", (await _log.EntryAsync(251)).Message, StringComparison.Ordinal);
        for (var press = 1; press <= 2; press++)
        {
            Press();
            await ExchangeAsync(led, "LED STATUS", "OK LED On");
            await ExchangeAsync(led, "LED OFF", "OK LED Off");
        }
        Press(line: "LED OFF");
        await ExchangeAsync(led, "LED OFF", "OK LED Off");
    }

    [Fact]
    public async Task The_C_original_gets_the_lines_that_it_knows_and_no_others()
    {
        await BeSilentAsync();
        Press();
        Press();
        Assert.Equal("LED ON", await CloseAsync());
        Assert.Equal("LED OFF", await CloseAsync());
        Press(line: "led on");
        Assert.Equal("LED ON", await CloseAsync());
        Press("", "LED kitchen ON", Gesture.Hold);
        Assert.Equal("WATCH", await CloseAsync());
        Assert.Equal(
            "Button held: LED kitchen ON was not sent; the server is the C original, which knows LED ON and LED OFF only",
            (await _log.EntryAsync(262)).Message);
        Press();
        Assert.Equal("LED OFF", await CloseAsync());
        Assert.DoesNotContain(_log.Entries, entry => entry.EventId == 252);
    }

    [Fact]
    public async Task A_server_that_resets_one_connection_after_the_other_is_told_of_once()
    {
        await BeSilentAsync();
        Press();
        for (var i = 0; i < 4; i++)
        {
            using var connection = await _server.AcceptAsync();
            Assert.Equal("LED ON", await connection.ReadLineAsync());
            connection.Reset();
        }
        Assert.Equal("LED ON", await CloseAsync());
        await _log.EntryAsync(257);
        Assert.Single(_log.Entries, entry => entry.EventId == 252);
        Assert.Single(_log.Entries, entry => entry.EventId == 253);
    }

    [Fact]
    public async Task A_led_tcp_in_the_place_of_the_C_original_gets_the_line_that_this_did_not_know()
    {
        await BeSilentAsync();
        Press(line: "LED kitchen TOGGLE");
        using (await GreetAsync("OK led=Off kitchen=Off"))
        {
            using var again = await GreetAsync("OK led=Off kitchen=Off");
            await ExchangeAsync(again, "LED kitchen ON", "OK LED kitchen On");
        }
    }

    [Fact]
    public async Task It_is_alive_while_it_waits_and_while_it_is_at_a_step()
    {
        using var led = await _server.AcceptAsync();
        Assert.True(await _link.IsAliveAsync(CancellationToken.None));
        await ExchangeAsync(led, "WATCH", "OK led=Off");
        await _log.EntryAsync(251);
        Assert.True(await _link.IsAliveAsync(CancellationToken.None).AsTask().WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task A_reload_that_names_another_server_goes_there_at_once()
    {
        using var led = await GreetAsync("OK led=On");
        await _log.EntryAsync(251);
        using var other = new ScriptedServer();
        _link.Use(Options() with { Endpoint = other.Endpoint });
        using var there = await other.AcceptAsync();
        await ExchangeAsync(there, "WATCH", "OK led=Off");
        Press();
        await ExchangeAsync(there, "LED ON", "OK LED On");
        Assert.Null(await led.ReadLineAsync());
    }

    private ButtonTcpOptions Options() => new(_server.Endpoint, [], TimeSpan.FromSeconds(30));

    private void Press(string button = "", string line = "LED TOGGLE", Gesture gesture = Gesture.Press, TimeSpan age = default) =>
        _presses.Add(new Press(button, gesture, SwitchLine.Parse(line, out _)!, TimestampOf(age)));

    private static long TimestampOf(TimeSpan age) =>
        TimeProvider.System.GetTimestamp() - (long)(age.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private async Task<RawClient> GreetAsync(string greeting)
    {
        var connection = await _server.AcceptAsync();
        await ExchangeAsync(connection, "WATCH", greeting);
        return connection;
    }

    private static async Task ExchangeAsync(RawClient connection, string expected, string reply)
    {
        Assert.Equal(expected, await connection.ReadLineAsync());
        await connection.SendAsync(reply + "\n");
    }

    // Closes without a reply, as the C original does.
    private async Task<string?> CloseAsync()
    {
        using var connection = await _server.AcceptAsync();
        return await connection.ReadLineAsync();
    }

    private async Task BeSilentAsync()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal("WATCH", await CloseAsync());
        await _log.EntryAsync(258);
    }

    private async Task StatusAsync(string end)
    {
        while (!_link.Status.EndsWith(end, StringComparison.Ordinal))
            Assert.True(await _changes.WaitAsync(Limits.Test), $"the status is '{_link.Status}'");
    }
}
