using System.Globalization;
using System.Text;

namespace IpcSocket.Platform.Pc;

/// <summary>
/// The text that is written to the FIFO: bytes in, lines out. It does no I/O, has no clock, and holds <see cref="Shown"/> bytes of a line
/// however long the line is. Where the bytes were cut into reads makes no difference.
/// </summary>
internal sealed class FifoLines
{
    /// <summary>The bytes of a garbage line that are kept to be shown.</summary>
    public const int Shown = 32;

    private readonly byte[] _start = new byte[Shown];

    // All three count from the first byte that is not a blank. _end is behind the last byte that is not a blank, _endBefore is what _end
    // was one such byte earlier, for the CR that turns out to belong to a line ending.
    private long _length;
    private long _end;
    private long _endBefore;
    private byte _last;
    private long _garbageLength;

    /// <summary>Whether a line has begun and its ending has not come.</summary>
    public bool IsUnfinished => _length > 0;

    /// <summary>
    /// The start of the line for which the latest call returned <see cref="FifoLine.Garbage"/>: printable ASCII as it is, any other byte as
    /// <c>\xNN</c>, three dots when there was more. Valid until the next call.
    /// </summary>
    public string Garbage
    {
        get
        {
            var shown = new StringBuilder();
            foreach (byte b in _start.AsSpan(0, (int)Math.Min(_garbageLength, Shown)))
                _ = b is >= 0x20 and < 0x7F ? shown.Append((char)b) : shown.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
            return _garbageLength > Shown ? shown.Append("...").ToString() : shown.ToString();
        }
    }

    //  text    = *( line ending )
    //  ending  = LF / CR LF / NUL
    //  line    = *blank [ word ] *blank      no word: an empty line, which says nothing
    //  word    = "0" / "1" / garbage         press / release / reported, else ignored
    //  blank   = SP / HTAB
    //
    // A CR anywhere else than in front of an LF is part of a word, and so makes it garbage.

    /// <summary>Reads up to the end of the next line that is not empty.</summary>
    /// <param name="bytes">What has come; on return, what is left of it.</param>
    /// <returns>The line, or <see cref="FifoLine.None"/> when <paramref name="bytes"/> is used up.</returns>
    public FifoLine Read(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            if (next is not ((byte)'\n' or 0))
            {
                Append(next);
                continue;
            }
            if (next == '\n' && _length > 0 && _last == '\r')
                _end = _endBefore;
            if (End() is var line and not FifoLine.None)
                return line;
        }
        return FifoLine.None;
    }

    /// <summary>Ends the unfinished line as if its ending had come: its writer has fallen silent (<c>printf 0 > fifo</c>).</summary>
    /// <returns>The line, or <see cref="FifoLine.None"/> when there was none.</returns>
    public FifoLine End()
    {
        long end = _end;
        _length = _end = _endBefore = 0;
        if (end == 0)
            return FifoLine.None;
        if (end == 1 && _start[0] == '0')
            return FifoLine.Press;
        if (end == 1 && _start[0] == '1')
            return FifoLine.Release;
        _garbageLength = end;
        return FifoLine.Garbage;
    }

    private void Append(byte next)
    {
        bool blank = next is (byte)' ' or (byte)'\t';
        if (blank && _length == 0)
            return;
        if (_length < Shown)
            _start[_length] = next;
        _length++;
        _last = next;
        if (blank)
            return;
        _endBefore = _end;
        _end = _length;
    }
}
