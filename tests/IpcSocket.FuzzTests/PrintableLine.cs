using System.Globalization;
using System.Text;
using Xunit;

namespace IpcSocket.FuzzTests;

/// <summary>Checks text that a person reads: nothing in it moves the cursor, turns the direction of reading, or begins another line.</summary>
internal static class PrintableLine
{
    // Longer than any real message; a peer or a file must not be able to fill a terminal or a log.
    private const int MaxLength = 16_384;

    // Characters of an input in a message.
    private const int MaxShown = 4000;

    /// <summary>Checks one line.</summary>
    public static void Check(string line)
    {
        Assert.True(line.Length <= MaxLength, $"a line of {line.Length} characters");
        foreach (var rune in line.EnumerateRunes())
            Assert.False(IsHarmful(rune), $"U+{rune.Value:X4} in the line: {Show(line)}");
    }

    /// <summary>Checks a text of whole lines.</summary>
    public static void CheckAll(string text)
    {
        Assert.True(text.Length == 0 || text.EndsWith('\n'), $"the last line has no end: {Show(text)}");
        foreach (var line in text.Split('\n'))
            Check(line);
    }

    /// <summary>The text with every character that is not printable ASCII as <c>\uNNNN</c>.</summary>
    public static string Show(string text) => string.Concat(text.Take(MaxShown).Select(c => Show(c, $"\\u{(int)c:x4}")));

    /// <summary>The bytes with every one that is not printable ASCII as <c>\xNN</c>.</summary>
    public static string Show(byte[] bytes) => string.Concat(bytes.Take(MaxShown).Select(b => Show((char)b, $"\\x{b:x2}")));

    private static string Show(char c, string escaped) => c is >= ' ' and <= '~' and not '\\' ? $"{c}" : c == '\n' ? "\\n" : escaped;

    private static bool IsHarmful(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
