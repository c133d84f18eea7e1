using System.Buffers;
using System.Globalization;
using System.Text;

namespace IpcSocket.Protocol.Wire;

/// <summary>What may stand in a line, and how what may not is shown.</summary>
public static class LineText
{
    // Printable ASCII, and the tab, which separates words as a space does.
    private static readonly SearchValues<byte> Allowed = SearchValues.Create(
        [(byte)'\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c)]);

    /// <summary>The blanks that separate words and are dropped around a line: space and tab.</summary>
    public static ReadOnlySpan<byte> Blanks => " \t"u8;

    /// <summary>True when the line holds nothing but printable ASCII and tabs.</summary>
    public static bool IsText(ReadOnlySpan<byte> line) => !line.ContainsAnyExcept(Allowed);

    /// <summary>
    /// A received text as it may stand in a log: printable ASCII as it is, every other byte and the backslash as <c>\xNN</c>, so that no
    /// terminal obeys it and no line is forged.
    /// </summary>
    /// <param name="text">What was received.</param>
    /// <param name="maxLength">How many bytes are shown; what is cut is marked by three dots.</param>
    public static string Escape(ReadOnlySpan<byte> text, int maxLength = 64)
    {
        var shown = text[..Math.Min(text.Length, maxLength)];
        var escaped = new StringBuilder(shown.Length + 3);
        foreach (var b in shown)
        {
            if (b is >= (byte)' ' and <= (byte)'~' and not (byte)'\\')
                escaped.Append((char)b);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }
        return text.Length > maxLength ? escaped.Append("...").ToString() : escaped.ToString();
    }

    /// <summary>The same for a text that was decoded already.</summary>
    public static string Escape(string text, int maxLength = 64) => Escape(Encoding.UTF8.GetBytes(text), maxLength);
}
