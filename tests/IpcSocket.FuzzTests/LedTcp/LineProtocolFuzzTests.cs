using System.Text;
using System.Text.RegularExpressions;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.FuzzTests.LedTcp;

/// <summary>Any bytes that a client can send, against a real server over the loopback, whose replies and LEDs must be those of the model.</summary>
public sealed partial class LineProtocolFuzzTests
{
    /// <summary>Findings of the past.</summary>
    public static TheoryData<string> Findings =>
    [
        // Switched the LED: a line that was no text was answered, and the next one carried out.
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003session ticket\nLED ON\n",
        "\u0016\nLED ON\n",
        "POST /\u00c3\u00a9 HTTP/1.1\r\nContent-Length: 8\r\n\r\nLED ON\r\n",
        "PING\n\u00e9\nLED ON\n",
        // Switched the LED: a first line that was no command was answered, and the next one carried out.
        "OPTIONS rtsp://127.0.0.1:5555/ RTSP/1.0\r\nCSeq: 1\r\n\r\nLED ON\r\n",
        "INVITE sip:led@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP x\r\n\r\nLED ON\r\n",
        "EHLO x\r\nLED ON\r\n",
        "\n \r\nFOO\nLED ON\n",
        // The longest duration was refused when written in milliseconds.
        "LED ON FOR 2592000000ms\n",
        // Behaved always, and must go on to: later mistakes, the original C program, browsers.
        "PING\nFOO\nLED ON\n",
        "LED PURPLE\nLED ON\n",
        "LED ON\0",
        "LED ON",
        "GET / HTTP/1.1\r\nHost: x\r\n\r\nLED ON\r\n",
        "LED ON FOR 1h\nLED OFF\nLED ON UNTIL CLOSE\nLED desk ON UNTIL CLOSE\nLED desk BLINK\n",
    ];

    [Theory]
    [MemberData(nameof(Findings))]
    public Task A_finding_stays_fixed(string stream) => Fuzz.CheckAsync(Encoding.Latin1.GetBytes(stream), RepliesFitAsync, PrintableLine.Show);

    [Fact]
    public Task Replies_and_states_are_those_of_the_model() => Fuzz.RunAsync(800, LineStreams.Make, RepliesFitAsync, PrintableLine.Show);

    [Fact]
    public Task A_client_that_leaves_abruptly_harms_nothing() => Fuzz.RunAsync(300, LineStreams.Make, LeaveAsync, PrintableLine.Show);

    private static async Task RepliesFitAsync(byte[] stream, Generator random)
    {
        var model = new ReplyModel(LedServer.Names).Read(stream);
        await using var server = await LedServer.StartAsync();
        using var client = await server.ConnectAsync();
        var reading = client.ReadToEndAsync();
        await SendAsync(client, random.Cut(stream));
        client.EndStream();
        var received = await reading;
        client.Dispose();
        await server.ConnectionEndsAsync();

        CheckReplies(model, received);
        Assert.Equal(model.StatesAfterEnd[^1], server.States);
        server.CheckLog();
    }

    // The end may overtake what was sent before it, so that any number of the lines is carried out; but no other line, and all in order.
    private static async Task LeaveAsync(byte[] stream, Generator random)
    {
        var model = new ReplyModel(LedServer.Names).Read(stream);
        await using var server = await LedServer.StartAsync();
        using var client = await server.ConnectAsync();
        await SendAsync(client, random.Cut(stream));
        if (random.Chance(50))
            client.Reset();
        else
            client.Dispose();
        await server.ConnectionEndsAsync();

        Assert.Contains(server.States, model.StatesAfterEnd);
        server.CheckLog();
    }

    private static async Task SendAsync(RawClient client, List<byte[]> parts)
    {
        foreach (var part in parts)
            await client.SendAsync(Encoding.Latin1.GetString(part));
    }

    private static void CheckReplies(ReplyModel model, string received)
    {
        Assert.True(received.Length == 0 || received.EndsWith('\n'), "the last reply has no end");
        var lines = received.Split('\n')[..^1];
        Assert.All(lines, PrintableLine.Check);
        var events = lines.Where(line => line.StartsWith("EVENT", StringComparison.Ordinal)).ToList();
        Assert.True(model.HasWatched || events.Count == 0, "an event came unasked");
        Assert.All(events, line => Assert.Matches(EventPattern(), line));
        string[] replies = [.. lines.Where(line => !line.StartsWith("EVENT", StringComparison.Ordinal))];
        for (var i = 0; i < Math.Min(replies.Length, model.Replies.Count); i++)
            Assert.True(Fits(model.Replies[i], replies[i]), $"reply {i + 1} is '{replies[i]}'; the model says '{model.Replies[i]}'");
        Assert.True(
            replies.Length == model.Replies.Count,
            $"{replies.Length} replies, the last '{replies.LastOrDefault()}'; "
            + $"the model says {model.Replies.Count}, the last '{model.Replies.LastOrDefault()}'");
    }

    private static bool Fits(string expected, string reply) =>
        expected.EndsWith('*') ? reply.StartsWith(expected[..^1], StringComparison.Ordinal) && reply.Length <= 4096 : reply == expected;

    [GeneratedRegex("^EVENT LED( desk)? (On|Off|Blink)$")]
    private static partial Regex EventPattern();
}
