using System.Net.Sockets;
using ButtonTcp;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

/// <summary>The link and a server that does not behave, or is not the one it was.</summary>
public sealed class LedLinkToUntrustedServersTests : LedLinkScene
{
    private const string Escape = "\u001b[2J";

    [Fact]
    public async Task No_reply_of_a_server_reaches_the_log_unescaped()
    {
        string[] greetings =
        [
            $"ERR {Escape} {Escape}\nOK led=Off", $"OK {Escape}\nOK led=Off", $"OK LED {Escape} On", $"ERR unknown-command\nERR {Escape} {Escape}",
            $"OK {Escape}=On", Escape, $"EVENT LED {Escape}\n{Escape}",
        ];
        // With a press to deliver, the link comes back soon.
        Press();
        foreach (var greeting in greetings)
        {
            using var connection = await GreetAsync(greeting);
            connection.EndStream();
            await LeftAsync(connection);
        }
        using var led = await GreetAsync("OK led=Off");
        Press();
        await ExchangeAsync(led, "LED ON", $"ERR {Escape} {Escape}");
        await Log.EntryAsync(256);
        Assert.DoesNotContain(Log.Entries, entry => entry.Message.Any(char.IsControl));
        Assert.DoesNotContain(Link.Status, char.IsControl);
    }

    [Fact]
    public async Task An_error_is_no_greeting_whatever_comes_behind_it()
    {
        using (await GreetAsync("ERR device-failed no LED\nOK led=Off"))
            Assert.Contains("device-failed no LED", (await Log.EntryAsync(252)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Log.Entries, entry => entry.EventId == 251);
    }

    [Fact]
    public async Task A_server_that_does_not_know_WATCH_and_closes_is_left_with_its_words()
    {
        using (var led = await GreetAsync("ERR unknown-command 'WATCH'"))
            Assert.Equal("LED STATUS", await led.ReadLineAsync());
        Assert.Contains(LedSession.Closed, (await Log.EntryAsync(252)).Message, StringComparison.Ordinal);
        using var again = await GreetAsync("OK led=Off");
        await StatusEndsAsync("LED Off");
    }

    [Fact]
    public async Task Another_server_is_logged_and_so_is_that_its_name_cannot_be_resolved()
    {
        using (await GreetAsync("ERR stopping soon"))
            await Log.EntryAsync(252);
        Link.Use(Options() with { Endpoint = new Endpoint(HostNames.WithoutAddress, 5555) });
        await StatusBeginsAsync($"not connected to {HostNames.WithoutAddress}:5555: ");
        Assert.Equal($"Presses go to {HostNames.WithoutAddress}:5555 from now on", (await Log.EntryAsync(264)).Message);
        Assert.Contains(
            $"led-tcp at {HostNames.WithoutAddress}:5555 cannot be reached: the host name '{HostNames.WithoutAddress}' cannot be resolved: ",
            Assert.Single(Log.Entries, entry => entry.EventId == 252 && !entry.Message.Contains("stopping", StringComparison.Ordinal)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Presses_that_an_outage_folds_are_counted_in_the_log()
    {
        using (await GreetAsync("OK led=Off"))
            await Log.EntryAsync(251);
        await StatusBeginsAsync("not connected");
        for (var i = 0; i < 1000; i++)
            Press();
        using var again = await GreetAsync("OK led=Off");
        await ExchangeAsync(again, "LED ON", "OK LED On");
        Assert.EndsWith(": 999", (await Log.EntryAsync(265)).Message, StringComparison.Ordinal);
    }

    // Ends when the link has closed the connection.
    private static async Task LeftAsync(RawClient connection)
    {
        try
        {
            while (await connection.ReadLineAsync() is not null)
            {
                // What the link still asks gets no reply.
            }
        }
        catch (SocketException)
        {
            // It had not read everything.
        }
    }
}
