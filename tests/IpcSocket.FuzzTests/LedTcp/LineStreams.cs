using System.Text;

namespace IpcSocket.FuzzTests.LedTcp;

/// <summary>Makes the bytes that a client sends: valid commands most of the time, and everything that is not.</summary>
internal static class LineStreams
{
    private static readonly string[] Verbs = ["ON", "OFF", "TOGGLE", "STATUS", "BLINK"];
    private static readonly string[] Plain = ["LIST", "WATCH", "UNWATCH", "PING", "HELP", "STATS", "VERSION", "QUIT"];
    private static readonly string[] Names =
        ["led", "desk", "DESK", "kitchen", "on", "for", "close", "1led", "_", "a-b_1", new('x', 32), new('x', 33), "$(id)", "%s%n", "led=On"];

    private static readonly string[] Durations =
    [
        "30s", "500ms", "5m", "2h", "1ms", "0s", "720h", "721h", "43200m", "43201m", "2592000s", "2592000000ms", "2592000001ms", "49ms", "50ms",
        "007s", "+5s", "-5s", "5", "s", "5 s", "5sec", "1e3s", "99999999999999999999h", "9223372036854775808ms", "1.5s", "5S", "5MS",
    ];

    private static readonly string[] Words =
        ["FOR", "UNTIL", "CLOSE", "FOO", "LED", "QUIT", "HTTP/1.1", "HTTP/", "GET", "\u00e9", "'", "\"", "\\x41", "%00", "\u007f", "\u001b[2J", "\u0001"];

    private static readonly string[] OtherProtocols =
    [
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:5555\r\n\r\nLED ON\r\n",
        "POST /\u00c3\u00a9 HTTP/1.1\r\nContent-Length: 8\r\n\r\nLED ON\r\n",
        "OPTIONS rtsp://127.0.0.1:5555/ RTSP/1.0\r\nCSeq: 1\r\n\r\nLED ON\r\n",
        "INVITE sip:led@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP x\r\n\r\nLED ON\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003ticket\nLED ON\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nLED ON\n",
        "EHLO x\r\nLED ON\r\n",
        "SSH-2.0-x\r\nLED ON\r\n",
    ];

    private static readonly byte[][] Tokens = [.. ((string[])
        ["\n", "\0", "\r\n", "\r", " ", "\t", "LED ON\n", "LED ON", "QUIT\n", "\u0000LED desk ON\u0000", "\u00ff", " HTTP/1.1", new(' ', 1023), new('x', 1024), "UNTIL CLOSE"])
        .Select(Encoding.Latin1.GetBytes)];

    /// <summary>Makes one stream.</summary>
    public static byte[] Make(Generator random)
    {
        var stream = new StringBuilder();
        if (random.Chance(8))
            stream.Append(random.Pick(OtherProtocols));
        for (var lines = random.Below(random.Chance(10) ? 200 : 12); lines >= 0; lines--)
            stream.Append(Line(random)).Append(Ending(random));
        var bytes = Encoding.Latin1.GetBytes(stream.ToString());
        return random.Chance(15) ? random.Mutate(bytes, Tokens, () => (byte)random.Below(256)) : bytes;
    }

    private static string Line(Generator random) => random.Below(100) switch
    {
        < 50 => random.MixCase(LedLine(random)),
        < 80 => random.MixCase(random.Pick(Plain)) + (random.Chance(5) ? " " + random.Pick(Words) : ""),
        < 84 => random.Pick(Words),
        < 86 => new string(random.Pick([' ', 'x', '\t']), random.Pick([1, 1022, 1023, 1024, 1025, 1026, 5000])) + random.Pick(["", "LED ON", "\r"]),
        < 88 => random.Pick(OtherProtocols),
        < 89 => Encoding.Latin1.GetString(random.Bytes(random.Below(40))),
        < 93 => "",
        _ => string.Join(' ', Enumerable.Range(0, 1 + random.Below(5)).Select(_ => random.Pick(random.Pick([Verbs, Words, Names, Durations, Plain])))),
    };

    private static string LedLine(Generator random)
    {
        var line = "LED";
        if (random.Chance(40))
            line += Blanks(random) + random.Pick(Names);
        line += Blanks(random) + random.Pick(Verbs);
        if (random.Chance(15))
            line += Blanks(random) + random.Pick(Durations);
        if (random.Chance(20))
            line += Blanks(random) + "FOR" + Blanks(random) + random.Pick(Durations);
        if (random.Chance(15))
            line += Blanks(random) + "UNTIL CLOSE";
        return random.Chance(10) ? $" \t{line}  " : line;
    }

    private static string Blanks(Generator random) => random.Chance(90) ? " " : random.Pick(["  ", "\t", " \t "]);

    private static string Ending(Generator random) => random.Below(20) switch
    {
        < 12 => "\n",
        < 16 => "\r\n",
        < 19 => "\0",
        _ => random.Pick(["", "\r", "\n\n", "\r\r\n", "\r\0"]),
    };
}
