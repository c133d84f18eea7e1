using ButtonTcp;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

/// <summary>The link and what is no led-tcp, or an older one.</summary>
public sealed class LedLinkToOtherServersTests : LedLinkScene
{
    [Theory]
    [InlineData("220 mail ESMTP \\", "what answers is not led-tcp: '220 mail ESMTP \\x5c'")]
    [InlineData("OK PONG", "cannot be reached: PONG;")]
    [InlineData("ERR too-many-connections come later", "cannot be reached: too-many-connections come later;")]
    public async Task What_is_not_led_tcp_is_named_escaped_and_tried_again(string greeting, string reason)
    {
        using (await GreetAsync(greeting))
            Assert.Contains(reason, (await Log.EntryAsync(252)).Message, StringComparison.Ordinal);
        using var again = await GreetAsync("OK led=On");
        await Log.EntryAsync(251);
    }

    [Fact]
    public async Task An_older_led_tcp_is_asked_for_the_state_at_each_press()
    {
        using var led = await GreetAsync("ERR unknown-command 'WATCH' is not a command");
        await ExchangeAsync(led, "LED STATUS", "OK LED Off");
        Assert.EndsWith("is there; its LED is Off", (await Log.EntryAsync(251)).Message, StringComparison.Ordinal);
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
    public async Task A_server_that_knows_no_WATCH_and_closes_is_an_outage_told_of_once()
    {
        for (var i = 0; i < 3; i++)
        {
            using var led = await GreetAsync("ERR unknown-command 'WATCH' is not a command");
            led.EndStream();
        }
        using var known = await GreetAsync("OK led=On");
        await Log.EntryAsync(251);
        Assert.Single(Log.Entries, entry => entry.EventId == 252);
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
            (await Log.EntryAsync(262)).Message);
        Press();
        Assert.Equal("LED OFF", await CloseAsync());
        Assert.DoesNotContain(Log.Entries, entry => entry.EventId == 252);
    }

    [Fact]
    public async Task The_C_original_does_not_get_a_press_that_became_too_old_either()
    {
        await BeSilentAsync();
        await WaitsForPressAsync();
        // The link takes this one for what it is when it has connected.
        Press(age: TimeSpan.FromSeconds(31));
        Assert.Null(await CloseAsync());
        await Log.EntryAsync(254);
        Press(line: "LED OFF");
        Assert.Equal("LED OFF", await CloseAsync());
    }

    [Fact]
    public async Task A_server_that_resets_one_connection_after_the_other_is_told_of_once()
    {
        await BeSilentAsync();
        Press();
        for (var i = 0; i < 2; i++)
        {
            using var connection = await Server.AcceptAsync();
            Assert.Equal("LED ON", await connection.ReadLineAsync());
            connection.Reset();
        }
        Assert.Equal("LED ON", await CloseAsync());
        await Log.EntryAsync(257);
        Assert.Single(Log.Entries, entry => entry.EventId == 252);
        Assert.Single(Log.Entries, entry => entry.EventId == 253);
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

    // Closes without a reply, as the C original does.
    private async Task<string?> CloseAsync()
    {
        using var connection = await Server.AcceptAsync();
        return await connection.ReadLineAsync();
    }

    private async Task BeSilentAsync()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal("WATCH", await CloseAsync());
        await Log.EntryAsync(258);
    }
}
