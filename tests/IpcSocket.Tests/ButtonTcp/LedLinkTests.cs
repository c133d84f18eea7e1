using ButtonTcp;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

/// <summary>The link and led-tcp.</summary>
public sealed class LedLinkTests : LedLinkScene
{
    [Fact]
    public async Task A_press_sends_the_other_state_than_the_one_watched_and_asks_for_nothing()
    {
        using var led = await GreetAsync("OK led=On");
        Assert.Equal("led-tcp at 127.0.0.1:" + Server.Endpoint.Port + " is there; its LED is On", (await Log.EntryAsync(251)).Message);
        Press();
        await ExchangeAsync(led, "LED OFF", "OK LED Off");
        Assert.Equal("Button pressed: LED Off", (await Log.EntryAsync(255)).Message);
    }

    [Fact]
    public async Task The_next_press_goes_by_the_acknowledged_state_while_the_event_is_still_to_come()
    {
        using var led = await GreetAsync("OK led=Off");
        await Log.EntryAsync(251);
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
        await Log.EntryAsync(251);
        Press();
        Press();
        await ExchangeAsync(led, "LED ON", "EVENT LED On\nEVENT LED Off\nEVENT SUNRISE 06:12\nOK LED On");
        await ExchangeAsync(led, "LED OFF", "OK LED Off");
        Assert.DoesNotContain(Log.Entries, entry => entry.EventId is 252 or 256);
    }

    [Fact]
    public async Task What_another_hand_does_counts()
    {
        using var led = await GreetAsync("OK led=Off");
        await led.SendAsync("EVENT LED On\n");
        await StatusEndsAsync("LED On");
        Press();
        await ExchangeAsync(led, "LED OFF", "OK LED Off\nEVENT LED Blink");
        await StatusEndsAsync("LED Blink");
        Press();
        await ExchangeAsync(led, "LED OFF", "OK LED Off");
    }

    [Fact]
    public async Task Each_button_has_its_LED_over_the_one_connection()
    {
        using var led = await GreetAsync("OK hall=Off kitchen=On");
        Assert.EndsWith("is there; its LEDs are hall=Off kitchen=On", (await Log.EntryAsync(261)).Message, StringComparison.Ordinal);
        Press("door", "LED TOGGLE");
        await ExchangeAsync(led, "LED ON", "OK LED On");
        Press("desk", "LED Kitchen TOGGLE");
        await ExchangeAsync(led, "LED kitchen OFF", "OK LED kitchen Off");
        // The default LED by its name.
        Press("door", "LED hall TOGGLE");
        await ExchangeAsync(led, "LED hall OFF", "OK LED Off");
        Press("desk", "LED kitchen OFF", Gesture.Hold);
        await ExchangeAsync(led, "LED kitchen OFF", "OK LED kitchen Off");
        await StatusEndsAsync("hall=Off kitchen=Off");
        // What comes next shows that the one before has been told.
        Press("door", "LED ON");
        await ExchangeAsync(led, "LED ON", "OK LED On");
        Assert.Equal(
            [
                "Button door pressed: LED On", "Button desk pressed: LED kitchen Off",
                "Button door pressed: LED Off", "Button desk held: LED kitchen Off",
            ],
            Log.Entries.Where(entry => entry.EventId == 255).Take(4).Select(entry => entry.Message));
    }

    [Fact]
    public async Task A_toggle_of_a_LED_that_the_server_has_not_is_refused_by_the_server()
    {
        using var led = await GreetAsync("OK led=Off");
        Press(line: "LED attic TOGGLE");
        await ExchangeAsync(led, "LED attic STATUS", "ERR unknown-led no LED is called attic");
        Assert.Equal(
            "Button pressed: led-tcp refused LED attic TOGGLE: unknown-led no LED is called attic", (await Log.EntryAsync(256)).Message);
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
        await Log.EntryAsync(255);
        Assert.False(IsPressPending);
    }

    [Fact]
    public async Task What_was_watched_before_an_outage_says_nothing_after_it()
    {
        using (await GreetAsync("OK led=On"))
            await Log.EntryAsync(251);
        await Log.EntryAsync(252);
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
        using var led = await Server.AcceptAsync();
        Press(age: TimeSpan.FromSeconds(31));
        await ExchangeAsync(led, "WATCH", "OK led=Off");
        Assert.Matches("^A press was dropped: after (3[1-9]|[45][0-9]) s", (await Log.EntryAsync(254)).Message);
        Press(line: "LED OFF");
        await ExchangeAsync(led, "LED OFF", "OK LED Off");
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
        Assert.Equal("Button desk pressed: LED On", (await Log.EntryAsync(255)).Message);
        Assert.Contains("stopping soon", Assert.Single(Log.Entries, e => e.EventId == 252).Message, StringComparison.Ordinal);
        Assert.Equal(
            "A press of desk is held until led-tcp is there, for 00:00:30 at most", Assert.Single(Log.Entries, e => e.EventId == 253).Message);
    }

    [Fact]
    public async Task A_press_that_the_server_refuses_is_done_with()
    {
        using var led = await GreetAsync("OK led=Off");
        Press();
        await ExchangeAsync(led, "LED ON", "ERR device-failed see log");
        Assert.Equal("Button pressed: led-tcp refused LED ON: device-failed see log", (await Log.EntryAsync(256)).Message);
        Press();
        await ExchangeAsync(led, "LED ON", "OK LED On");
    }

    [Fact]
    public async Task A_server_that_says_something_unasked_is_left_with_its_words()
    {
        using (var led = await GreetAsync("OK led=Off"))
        {
            await Log.EntryAsync(251);
            await led.SendAsync("ERR stopping the server ends\n");
            Assert.Contains("stopping the server ends", (await Log.EntryAsync(252)).Message, StringComparison.Ordinal);
            Assert.Null(await led.ReadLineAsync());
        }
        using var again = await GreetAsync("OK led=Off");
    }

    [Fact]
    public async Task It_is_alive_while_it_waits_and_while_it_is_at_a_step()
    {
        using var led = await Server.AcceptAsync();
        Assert.True(await Link.IsAliveAsync(CancellationToken.None));
        await ExchangeAsync(led, "WATCH", "OK led=Off");
        await Log.EntryAsync(251);
        Assert.True(await Link.IsAliveAsync(CancellationToken.None).AsTask().WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task A_reload_that_names_another_server_goes_there_at_once()
    {
        using var led = await GreetAsync("OK led=On");
        await Log.EntryAsync(251);
        using var other = new ScriptedServer();
        Link.Use(Options() with { Endpoint = other.Endpoint });
        using var there = await other.AcceptAsync();
        await ExchangeAsync(there, "WATCH", "OK led=Off");
        Press();
        await ExchangeAsync(there, "LED ON", "OK LED On");
        Assert.Null(await led.ReadLineAsync());
    }
}
