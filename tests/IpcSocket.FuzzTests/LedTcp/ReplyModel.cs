using System.Text;
using System.Text.RegularExpressions;

namespace IpcSocket.FuzzTests.LedTcp;

/// <summary>
/// What led-tcp has to reply to the bytes of one connection, and what its LEDs show then: PROTOCOL.md, written once more in the plainest way.
/// It shares no code with the server. Time stands still: nothing that is limited by FOR ends.
/// </summary>
/// <param name="leds">The names of the LEDs, the default first; all are off.</param>
internal sealed partial class ReplyModel(params string[] leds)
{
    private const int MaxLineLength = 1024;
    private static readonly char[] Endings = ['\n', '\0'];
    private static readonly char[] Blanks = [' ', '\t'];

    private readonly string[] _states = [.. leds.Select(_ => "Off")];
    private readonly bool[] _isHeld = new bool[leds.Length];
    private bool _hasHadLine;

    /// <summary>The replies in order. One that ends with <c>*</c> stands for every text with this beginning.</summary>
    public List<string> Replies { get; } = [];

    /// <summary>True if the server closes before the client does.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>True if the client has asked for events.</summary>
    public bool HasWatched { get; private set; }

    /// <summary>What the LEDs show once the connection has ended, after each number of lines: an abrupt end may lose the last ones.</summary>
    public List<string> StatesAfterEnd { get; } = [];

    /// <summary>Reads a stream up to its end.</summary>
    public ReplyModel Read(byte[] stream)
    {
        NoteStates();
        var rest = Encoding.Latin1.GetString(stream);
        while (rest.Length > 0 && !IsClosed)
        {
            var end = rest.IndexOfAny(Endings);
            ReadLine(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? "" : rest[(end + 1)..];
            NoteStates();
        }
        return this;
    }

    private void ReadLine(string raw)
    {
        var line = raw.EndsWith('\r') ? raw[..^1] : raw;
        if (line.Length > MaxLineLength)
        {
            Close("ERR line-too-long *");
            return;
        }
        line = line.Trim(Blanks);
        if (line.Length == 0)
            return;
        var isFirst = !_hasHadLine;
        _hasHadLine = true;
        if (!TextPattern().IsMatch(line))
            Close("ERR not-text *");
        else if (HttpPattern().IsMatch(line))
            Close("ERR not-http *");
        else
            Carry(line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries), isFirst);
    }

    private void Carry(string[] words, bool isFirst)
    {
        var command = words[0].ToUpperInvariant();
        if (command == "LED")
            CarryLed(words[1..]);
        else if (ReplyTo(command) is not { } reply)
            Refuse($"ERR unknown-command '{Cut(words[0])}*", isFirst);
        else if (words.Length > 1)
            Replies.Add("ERR bad-argument *");
        else
            Carry(command, reply);
    }

    private void Carry(string command, string reply)
    {
        Replies.Add(reply);
        HasWatched |= command == "WATCH";
        IsClosed |= command == "QUIT";
    }

    private string? ReplyTo(string command) => command switch
    {
        "LIST" or "WATCH" => "OK " + string.Join(' ', leds.Zip(_states, (name, state) => $"{name}={state}")),
        "UNWATCH" => "OK",
        "PING" => "OK PONG",
        "HELP" => "OK LED ON [FOR duration | UNTIL CLOSE] | *",
        "STATS" => "OK connections=1 *",
        "VERSION" => "OK 1.2.3 protocol 1",
        "QUIT" => "OK BYE",
        _ => null,
    };

    private void CarryLed(string[] words)
    {
        var isNamed = words.Length > 1 && !IsSwitch(words[0]) && IsName(words[0]);
        var order = isNamed ? words[1..] : words;
        if (order.Length == 0 || !IsSwitch(order[0]) || !AreOptions(order))
        {
            Replies.Add("ERR bad-argument *");
            return;
        }
        var led = isNamed ? Array.FindIndex(leds, name => name.Equals(words[0], StringComparison.OrdinalIgnoreCase)) : 0;
        if (led < 0)
            Replies.Add($"ERR unknown-led '{Cut(words[0])}*");
        else
            Switch(led, order);
    }

    private void Switch(int led, string[] order)
    {
        var isSwitch = true;
        switch (order[0].ToUpperInvariant())
        {
            case "ON": _states[led] = "On"; break;
            case "OFF": _states[led] = "Off"; break;
            case "BLINK": _states[led] = "Blink"; break;
            case "TOGGLE": _states[led] = _states[led] == "Off" ? "On" : "Off"; break;
            default: isSwitch = false; break;
        }
        if (isSwitch)
            _isHeld[led] = order.Length == 3 && order[1].Equals("UNTIL", StringComparison.OrdinalIgnoreCase);
        Replies.Add(led == 0 ? $"OK LED {_states[led]}" : $"OK LED {leds[led]} {_states[led]}");
    }

    private void Refuse(string reply, bool closes)
    {
        Replies.Add(reply);
        IsClosed |= closes;
    }

    private void Close(string reply) => Refuse(reply, closes: true);

    // LED ON UNTIL CLOSE ends with the connection; the safe state is off.
    private void NoteStates() => StatesAfterEnd.Add(string.Join(' ', _states.Zip(_isHeld, (state, isHeld) => isHeld ? "Off" : state)));

    private static bool IsSwitch(string word) => word.ToUpperInvariant() is "ON" or "OFF" or "TOGGLE" or "STATUS" or "BLINK";

    private static bool IsName(string word) =>
        NamePattern().IsMatch(word) && !IsSwitch(word) && word.ToUpperInvariant() is not ("FOR" or "UNTIL" or "CLOSE");

    private static bool AreOptions(string[] order)
    {
        string[] upper = [.. order.Select(word => word.ToUpperInvariant())];
        return upper switch
        {
            [_] => true,
            ["ON", "UNTIL", "CLOSE"] => true,
            ["ON" or "OFF" or "BLINK", "FOR", var time] => Milliseconds(time) > 0,
            ["BLINK", var period] => Milliseconds(period) >= 50,
            ["BLINK", var period, "FOR", var time] => Milliseconds(period) >= 50 && Milliseconds(time) > 0,
            _ => false,
        };
    }

    // 0 for a text that is no duration: those are from 1 ms to 720 h.
    private static decimal Milliseconds(string text)
    {
        if (DurationPattern().Match(text) is not { Success: true } match || !decimal.TryParse(match.Groups[1].Value, out var count))
            return 0;
        var length = count * match.Groups[2].Value switch { "MS" => 1, "S" => 1000, "M" => 60_000, _ => 3_600_000 };
        return length <= 720 * 3_600_000m ? length : 0;
    }

    private static string Cut(string word) => word.Length <= 32 ? word + "'" : word[..32] + "...'";

    [GeneratedRegex(@"^[\t\x20-\x7E]*\z")]
    private static partial Regex TextPattern();

    [GeneratedRegex(@"^[^ \t]+[ \t]+(.*[ \t])?[^ \t]+[ \t]+HTTP/[^ \t]+\z", RegexOptions.IgnoreCase)]
    private static partial Regex HttpPattern();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,31}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^([0-9]+)(MS|S|M|H)\z")]
    private static partial Regex DurationPattern();
}
