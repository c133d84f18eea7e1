using System.Globalization;
using System.Text;

namespace IpcSocket.Hosting;

/// <summary>Text as it may stand on a terminal or in one line of a log: nothing in it moves the cursor or begins a line of its own.</summary>
internal static class PrintableText
{
    /// <summary>Characters of a setting's value that a fault shows.</summary>
    public const int ValueLimit = 80;

    /// <summary>
    /// The text with every control character (C0, DEL, C1) written out: <c>\n</c>, <c>\r</c>, <c>\t</c>, any other as <c>\x1b</c>.
    /// A backslash stays as it is, so that a text that was escaped before is not escaped twice.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">Characters of <paramref name="text"/> that are kept; an ellipsis stands for the rest.</param>
    /// <param name="keepNewlines">Leaves line feeds alone: for stack traces.</param>
    public static string Escape(string text, int limit = int.MaxValue, bool keepNewlines = false)
    {
        if (text.Length <= limit && !text.Any(c => MustEscape(c, keepNewlines)))
            return text;

        var kept = text.AsSpan(0, Cut(text, limit));
        var escaped = new StringBuilder(kept.Length + 16);
        foreach (var c in kept)
        {
            if (MustEscape(c, keepNewlines))
                AppendEscaped(escaped, c);
            else
                escaped.Append(c);
        }

        return kept.Length < text.Length ? escaped.Append('…').ToString() : escaped.ToString();
    }

    private static bool MustEscape(char c, bool keepNewlines) => char.IsControl(c) && !(keepNewlines && c == '\n');

    // A character beyond U+FFFF is two chars: half of one is no text.
    private static int Cut(string text, int limit)
    {
        if (text.Length <= limit)
            return text.Length;
        return limit > 0 && char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
    }

    private static void AppendEscaped(StringBuilder escaped, char c) => _ = c switch
    {
        '\n' => escaped.Append("\\n"),
        '\r' => escaped.Append("\\r"),
        '\t' => escaped.Append("\\t"),
        _ => escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
    };
}
