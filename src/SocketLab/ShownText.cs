using System.Globalization;
using System.Text;

namespace SocketLab;

/// <summary>Received bytes as they may go to a terminal: UTF-8 text as it is, everything else as <c>\xNN</c>, so that no terminal obeys it.</summary>
internal static class ShownText
{
    /// <summary>The text, without the line ending it may have.</summary>
    public static string Of(ReadOnlySpan<byte> received)
    {
        received = received.TrimEnd("\r\n"u8);
        var shown = new StringBuilder(received.Length);
        while (!received.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf8(received, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isRune && IsShown(rune))
                shown.Append(rune.ToString());
            else
                Escape(received[..length], shown);
            received = received[length..];
        }
        return shown.ToString();
    }

    private static bool IsShown(Rune rune) => rune.Value != '\\' && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);

    private static void Escape(ReadOnlySpan<byte> bytes, StringBuilder shown)
    {
        foreach (var b in bytes)
            shown.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
    }
}
