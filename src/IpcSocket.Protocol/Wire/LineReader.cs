namespace IpcSocket.Protocol.Wire;

/// <summary>What <see cref="LineReader.Read"/> found.</summary>
public enum LineStatus
{
    /// <summary>No whole line is there yet.</summary>
    Incomplete,

    /// <summary>A whole line.</summary>
    Line,

    /// <summary>The line is longer than the reader takes. The reader is spent: nothing behind it can be trusted to begin a line.</summary>
    TooLong,
}

/// <summary>
/// Cuts a stream of bytes into lines, however the bytes arrive. Pure: no socket and no clock. It allocates its buffer once and nothing
/// per line.
/// </summary>
/// <remarks>
/// <code>
/// stream  = *line [rest]
/// line    = *byte [CR] end          ; at most 1,024 bytes before [CR] end, or as many as the reader is made for
/// end     = LF / NUL
/// rest    = 1*byte                  ; a line too, when the stream ends or its sender falls silent
/// </code>
/// Blanks around the text are dropped; a line of nothing else is empty and is passed over.
/// </remarks>
/// <param name="maxLineLength">The longest line it takes, in bytes.</param>
public sealed class LineReader(int maxLineLength = LineReader.MaxLineLength)
{
    /// <summary>The longest line of a client in bytes, blanks counted, the ending and a CR before it not.</summary>
    public const int MaxLineLength = 1024;

    /// <summary>The longest line of a server in bytes: a reply may list many LEDs.</summary>
    public const int MaxReplyLength = 4096;

    internal const int BufferSize = 4096;

    // Room for a longest line that is not finished, and as much again or more to receive into.
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(BufferSize, 2 * maxLineLength));

    // Of the bytes from _start to _end, those before _scanned hold no line ending.
    private int _start;
    private int _scanned;
    private int _end;

    /// <summary>True when bytes of a line have come and its ending has not. Blanks count: they too could be the start of a line.</summary>
    public bool HasUnfinishedLine => _end > _start;

    /// <summary>The text of the line that is not finished, without the blanks around it.</summary>
    public ReadOnlySpan<byte> UnfinishedLine => Text(_buffer.AsSpan(_start.._end));

    /// <summary>The free part of the buffer, to receive into; never empty after <see cref="Read"/> has said <see cref="LineStatus.Incomplete"/>.</summary>
    public Memory<byte> GetMemory()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _scanned -= _start;
            _end -= _start;
            _start = 0;
        }
        return _buffer.AsMemory(_end);
    }

    /// <summary>Says that <paramref name="count"/> bytes were received into the memory of <see cref="GetMemory"/>.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    /// <summary>The next whole line that is not empty.</summary>
    /// <param name="line">Its text, valid until the next call.</param>
    public LineStatus Read(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_scanned.._end).IndexOfAny((byte)'\n', (byte)0);
            if (length < 0)
            {
                _scanned = _end;
                line = default;
                return IsTooLong(_buffer.AsSpan(_start.._end)) ? LineStatus.TooLong : LineStatus.Incomplete;
            }
            var status = Take(_scanned + length, out line);
            _start = _scanned += length + 1;
            if (status == LineStatus.TooLong || !line.IsEmpty)
                return status;
        }
    }

    /// <summary>
    /// Takes the line that is not finished as a whole one: its sender has ended the stream, or has fallen silent. To be called when
    /// <see cref="Read"/> has said <see cref="LineStatus.Incomplete"/>; says it again when there is nothing but blanks.
    /// </summary>
    /// <param name="line">Its text, valid until the next call.</param>
    public LineStatus ReadUnfinished(out ReadOnlySpan<byte> line)
    {
        var status = Take(_end, out line);
        _start = _scanned = _end;
        return status == LineStatus.Line && line.IsEmpty ? LineStatus.Incomplete : status;
    }

    private LineStatus Take(int end, out ReadOnlySpan<byte> line)
    {
        var raw = _buffer.AsSpan(_start..end);
        if (IsTooLong(raw))
        {
            line = default;
            return LineStatus.TooLong;
        }
        line = Text(raw);
        return LineStatus.Line;
    }

    // One byte more is no fault when it is the CR of an ending whose LF is still on its way.
    private bool IsTooLong(ReadOnlySpan<byte> raw) =>
        raw.Length > maxLineLength && !(raw.Length == maxLineLength + 1 && raw[^1] == (byte)'\r');

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> raw)
    {
        if (raw is [.., (byte)'\r'])
            raw = raw[..^1];
        return raw.Trim(LineText.Blanks);
    }
}
