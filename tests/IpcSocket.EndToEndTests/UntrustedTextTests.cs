using System.Globalization;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// What comes from elsewhere must neither move a cursor nor forge a line in a log, at any level.
public sealed class UntrustedTextTests : IAsyncLifetime
{
    private const string Escape = "\u001b[2J\u001b]0;title\u0007";

    private static readonly string EveryByte = new([.. Enumerable.Range(1, 255).Where(b => b != '\n').Select(b => (char)b)]);

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Theory]
    [InlineData("the system log")]
    [InlineData("the journal")]
    public async Task What_a_client_sends_is_escaped_in_every_log(string log)
    {
        var socket = log == "the journal" ? _house.OpenJournal() : _house.OpenSyslog();
        var (led, port) = await _house.StartLedAsync(("Logging:LogLevel:Default", "Debug"));
        string[] texts =
        [
            EveryByte + "\n", Escape + "\n", $"LED {Escape} ON\n", "LED\u001bON\n", "PING\r\u001b[A forged\n",
            $"POST /{Escape} HTTP/1.1\r\n", Escape, new string('\u0007', 2000), "<0>Jan  1 00:00:00 forged[1]: line\n", "MESSAGE=forged\rPRIORITY=0\n",
        ];

        for (var i = 0; i < texts.Length; i++)
        {
            using var client = await LineConnection.OpenAsync(port);
            await client.SendAsync(texts[i]);
            client.EndStream();
            var reply = await client.ReadToEndAsync();
            Assert.All(reply.Split('\n'), line => Assert.All(line, c => Assert.InRange(c, ' ', '~')));
            // One after another: the socket's queue is short, and lines that find no place in it are not checked.
            await socket.WaitForAsync(" closed: ", i + 1);
        }

        await led.WaitForLineAsync(" closed: ", texts.Length);
        await led.WaitForLineAsync("is not text");
        Assert.All(led.Output.All, AssertPrintable);
        Assert.All(socket.Datagrams.All.SelectMany(ValuesOf), AssertPrintable);
        Assert.Empty(led.Error.All);
    }

    [Fact]
    public async Task What_a_server_replies_is_escaped_in_every_log()
    {
        var log = _house.OpenSyslog();
        using var server = new ScriptedServer();
        var button = await _house.StartButtonAsync(server.Port, ("Logging:LogLevel:Default", "Debug"));

        string[] greetings =
        [
            EveryByte + "\n", $"OK LED {Escape}\n", $"ERR {Escape} {EveryByte}\n", new string('\u0007', 3000), "OK LED Off\n",
        ];
        using var connections = new Connections();
        foreach (var greeting in greetings)
            connections.Add(await server.AcceptAndGreetAsync(greeting));

        await button.WaitForLineAsync("is there");
        await log.WaitForAsync("is there");
        Assert.All(button.Output.All, AssertPrintable);
        Assert.All(log.Datagrams.All, AssertPrintable);
    }

    [Fact]
    public async Task What_is_written_into_the_fifo_is_escaped_in_every_log()
    {
        var log = _house.OpenSyslog();
        var button = await _house.StartButtonAsync(FreePort.Next());

        _house.Press($"{Escape}{EveryByte}\n");

        await button.WaitForLineAsync("neither 0 nor 1");
        await log.WaitForAsync("neither 0 nor 1");
        Assert.All(button.Output.All, AssertPrintable);
        Assert.All(log.Datagrams.All, AssertPrintable);
    }

    [Fact]
    public async Task A_value_of_the_configuration_is_escaped_too()
    {
        var log = _house.OpenSyslog();
        var led = _house.Start(Programs.LedTcp, ("LedServer:Host", $"a\n{Escape}b"));

        Assert.Equal(78, await led.ExitAsync());

        AssertPrintable(Assert.Single(led.Error.All));
        AssertPrintable(await log.WaitForAsync("LedServer:Host"));
    }

    // Of a journal's entry the lines, of a syslog datagram itself.
    private static string[] ValuesOf(string datagram) =>
        datagram.StartsWith('<') ? [datagram] : [.. JournalEntry.Parse(datagram).Values];

    private static void AssertPrintable(string line) => Assert.All(
        line,
        c => Assert.False(
            char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse || c == '\uFFFD',
            $"U+{(int)c:X4} in: {line}"));
}
