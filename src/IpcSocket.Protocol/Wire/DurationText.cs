using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace IpcSocket.Protocol.Wire;

/// <summary>How a duration is written in a command: a whole number and its unit, <c>500ms</c>, <c>30s</c>, <c>5m</c> or <c>2h</c>.</summary>
/// <remarks><code>
/// duration = 1*DIGIT ("ms" / "s" / "m" / "h")      ; units in any case; 1 ms to 720 h
/// </code></remarks>
public static class DurationText
{
    /// <summary>The longest duration: 30 days. The timers beneath cannot wait for twice as long.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(720);

    // The longer unit first: 5 m is not 5 ms.
    private static readonly (string Word, TimeSpan Length)[] Units =
    [
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads a word as it stands in a line. Allocates nothing.</summary>
    public static bool TryParse(ReadOnlySpan<byte> word, out TimeSpan duration)
    {
        duration = default;
        if (word.IsEmpty || !char.IsAsciiDigit((char)word[0]) || !Utf8Parser.TryParse(word, out long count, out var digits))
            return false;
        foreach (var unit in Units)
        {
            if (!Ascii.EqualsIgnoreCase(word[digits..], unit.Word))
                continue;
            if (count == 0 || count > Longest / unit.Length)
                return false;
            duration = count * unit.Length;
            return true;
        }
        return false;
    }

    /// <summary>Reads a text.</summary>
    public static bool TryParse(string text, out TimeSpan duration) => TryParse(Encoding.UTF8.GetBytes(text), out duration);

    /// <summary>Writes a duration of whole milliseconds in the largest unit that needs no fraction: <c>90s</c>, <c>2m</c>.</summary>
    public static string Write(TimeSpan duration)
    {
        var (word, length) = Units.First(unit => duration.Ticks % unit.Length.Ticks == 0 || unit.Word == "ms");
        return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / length.Ticks}{word}");
    }
}
