using System.Buffers;
using System.Globalization;
using System.Text;

namespace IpcSocket.Hosting;

/// <summary>Text as it may stand on a terminal or in one line of a log: nothing in it moves the cursor, reorders or hides text, or begins a line.</summary>
internal static class PrintableText
{
    /// <summary>Characters of a setting's value that a fault shows.</summary>
    public const int ValueLimit = 80;

    /// <summary>
    /// The text with every character written out that is a control character (C0, DEL, C1), a format character (U+202E, which reorders text,
    /// U+200B, which is invisible), a line or paragraph separator, or half of a surrogate pair: <c>\n</c>, <c>\r</c>, <c>\t</c>, any other control
    /// character as <c>\x1b</c>, the rest as <c>\u202e</c> or <c>\U000e0001</c>. A backslash stays as it is, so that a text that was escaped before
    /// is not escaped twice.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">Characters of <paramref name="text"/> that are kept; an ellipsis stands for the rest.</param>
    /// <param name="keepNewlines">Leaves line feeds alone: for stack traces.</param>
    public static string Escape(string text, int limit = int.MaxValue, bool keepNewlines = false)
    {
        var kept = text.AsSpan(0, Cut(text, limit));
        var start = LengthOfPrintable(kept, keepNewlines);
        if (start == text.Length)
            return text;

        var escaped = new StringBuilder(kept.Length + 16).Append(kept[..start]);
        for (var rest = kept[start..]; !rest.IsEmpty;)
        {
            AppendEscaped(escaped, rest);
            _ = Rune.DecodeFromUtf16(rest, out _, out var length);
            rest = rest[length..];
            var printable = LengthOfPrintable(rest, keepNewlines);
            escaped.Append(rest[..printable]);
            rest = rest[printable..];
        }

        return kept.Length < text.Length ? escaped.Append('…').ToString() : escaped.ToString();
    }

    /// <summary>
    /// Whether a text can be a setting, the path of a file, a name: it has no control character but the tab, and no half of a surrogate pair,
    /// which no file system or network accepts.
    /// </summary>
    public static bool IsText(string text)
    {
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done || (Rune.IsControl(rune) && rune.Value != '\t'))
                return false;
            rest = rest[length..];
        }

        return true;
    }

    private static int LengthOfPrintable(ReadOnlySpan<char> text, bool keepNewlines)
    {
        var end = 0;
        while (end < text.Length)
        {
            if (Rune.DecodeFromUtf16(text[end..], out var rune, out var length) != OperationStatus.Done || MustEscape(rune, keepNewlines))
                break;
            end += length;
        }

        return end;
    }

    private static bool MustEscape(Rune rune, bool keepNewlines) => rune.IsAscii
        ? Rune.IsControl(rune) && !(keepNewlines && rune.Value == '\n')
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;

    // A character beyond U+FFFF is two chars: half of one is no text.
    private static int Cut(string text, int limit)
    {
        if (text.Length <= limit)
            return text.Length;
        return limit > 0 && char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
    }

    // The first character of a text.
    private static void AppendEscaped(StringBuilder escaped, ReadOnlySpan<char> text)
    {
        // Half of a surrogate pair decodes to nothing.
        var value = Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done ? rune.Value : text[0];
        _ = value switch
        {
            '\n' => escaped.Append("\\n"),
            '\r' => escaped.Append("\\r"),
            '\t' => escaped.Append("\\t"),
            < 0xA0 => escaped.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            <= 0xFFFF => escaped.Append(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
            _ => escaped.Append(CultureInfo.InvariantCulture, $"\\U{value:x8}"),
        };
    }
}
