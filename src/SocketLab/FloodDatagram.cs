using System.Buffers.Text;
using System.Text;

namespace SocketLab;

/// <summary>
/// A numbered datagram, in words that every language can write: <c>17 of 10000</c>, and anything behind a blank to make it longer. Who does
/// not know how many there will be writes <c>17</c>.
/// </summary>
/// <param name="Number">From 1.</param>
/// <param name="Total">How many its sender sends, or 0 if it does not say.</param>
internal readonly record struct FloodDatagram(int Number, int Total)
{
    /// <summary>The largest number: each sender's numbers are kept as one bit each.</summary>
    public const int MaxNumber = 10_000_000;

    public static bool TryParse(ReadOnlySpan<byte> text, out FloodDatagram datagram)
    {
        datagram = default;
        if (!TryNumber(ref text, out var number))
            return false;
        var total = 0;
        if (text.StartsWith(" of "u8))
        {
            text = text[" of "u8.Length..];
            if (!TryNumber(ref text, out total) || total < number)
                return false;
        }
        datagram = new FloodDatagram(number, total);
        return text.IsEmpty || text[0] is (byte)' ' or (byte)'\n';
    }

    /// <summary>Writes it, filled up with dots.</summary>
    /// <param name="size">How long it becomes, in bytes; longer where the numbers need it.</param>
    public byte[] ToBytes(int size)
    {
        var text = $"{Number} of {Total}";
        return Encoding.ASCII.GetBytes(text.Length + 1 < size ? $"{text} ".PadRight(size, '.') : text);
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> text, out int number)
    {
        var isNumber = Utf8Parser.TryParse(text, out number, out var length) && number is > 0 and <= MaxNumber;
        text = text[length..];
        return isNumber;
    }
}
