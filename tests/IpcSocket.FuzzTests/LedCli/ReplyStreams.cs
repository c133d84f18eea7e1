using System.Text;

namespace IpcSocket.FuzzTests.LedCli;

/// <summary>Makes the bytes that a hostile server sends: replies and events that are valid, nearly valid, or nothing of the kind.</summary>
internal static class ReplyStreams
{
    private static readonly string[] Names =
        ["led", "desk", "kitchen", "Kitchen", "$(id)", "`id`", "-x", "a b", "\u001b[2J", "\u00e2\u0080\u00ae", new('x', 32), new('x', 33), "", "\u00ff", "led=On"];

    private static readonly string[] States = ["On", "Off", "Blink", "on", "", "\u0007"];

    private static readonly string[] Others =
    [
        "OK", "OK ", "OK PONG", "OK BYE", "OK 0.1.0 protocol 1", "ERR", "ERR ", "ERR unknown-command", "ERR unknown-command 'WATCH' is not a command", "ERR unknown-led x",
        "ERR stopping soon", "ERR too-many-connections", "ERR \u001b[31mred", "EVENT", "EVENT LED", "EVENT something else", "HTTP/1.1 400 Bad Request", "SSH-2.0-x", "", "220 mail ESMTP",
    ];

    private static readonly byte[][] Tokens = [.. ((string[])
        ["\n", "\0", "\r", "OK ", "ERR ", "EVENT LED ", "=On", " ", "\u00ff\u00fe", "\u001b]0;x\u0007", new('x', 4096), new('x', 5000), "\u00e2\u0080\u00a8"])
        .Select(Encoding.Latin1.GetBytes)];

    /// <summary>Makes one stream. Most begin as the reply to WATCH and LIST does.</summary>
    public static byte[] Make(Generator random)
    {
        var stream = new StringBuilder();
        if (random.Chance(60))
            stream.Append("OK led=On kitchen=Off\n");
        for (var lines = random.Below(8); lines > 0; lines--)
            stream.Append(Line(random)).Append(random.Pick(["\n", "\n", "\n", "\r\n", "\0", ""]));
        var bytes = Encoding.Latin1.GetBytes(stream.ToString());
        return random.Chance(35) ? random.Mutate(bytes, Tokens, () => (byte)random.Below(256)) : bytes;
    }

    private static string Line(Generator random) => random.Below(10) switch
    {
        < 2 => "OK " + string.Join(' ', Enumerable.Range(0, 1 + random.Below(4)).Select(_ => $"{random.Pick(Names)}={random.Pick(States)}")),
        < 4 => $"OK LED {random.Pick(States)}",
        < 5 => $"OK LED {random.Pick(Names)} {random.Pick(States)}",
        < 6 => $"EVENT LED {random.Pick(States)}",
        < 8 => $"EVENT LED {random.Pick(Names)} {random.Pick(States)}",
        _ => random.Pick(Others),
    };
}
