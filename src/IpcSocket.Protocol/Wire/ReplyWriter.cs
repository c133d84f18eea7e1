using System.Buffers.Text;

namespace IpcSocket.Protocol.Wire;

/// <summary>
/// Where the replies to the lines of one read collect, so that they go out in one write. Every reply is one line; the words a line of a
/// server can begin with, <c>OK</c>, <c>ERR</c> and <c>EVENT</c>, are written here and nowhere else. Writing allocates nothing, unless a reply is longer than any before.
/// </summary>
/// <remarks>Not safe for use by several threads: it belongs to the loop that reads the lines.</remarks>
/// <param name="onError">Called for each reply <c>ERR</c>, to count them.</param>
public sealed class ReplyWriter(Action? onError = null)
{
    private const int FirstSize = 512;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>The replies so far, each with its LF.</summary>
    internal ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    internal void Clear() => _length = 0;

    /// <summary>The whole reply <c>OK</c>, or <c>OK text</c>.</summary>
    public void Ok(ReadOnlySpan<byte> text = default)
    {
        BeginOk();
        if (!text.IsEmpty)
            Append(" "u8).Append(text);
        End();
    }

    /// <summary>The whole reply <c>ERR code text</c>.</summary>
    /// <param name="code">What clients test.</param>
    /// <param name="text">What people read: printable ASCII.</param>
    public void Error(ErrorCode code, ReadOnlySpan<byte> text) => BeginError(code).Append(text).End();

    /// <summary>A whole line as it is, for protocols whose replies have another form.</summary>
    public void Line(ReadOnlySpan<byte> text) => Append(text).End();

    /// <summary>Begins a reply <c>OK</c>; its text follows by <c>Append</c>, beginning with a blank, and <see cref="End"/> ends it.</summary>
    public ReplyWriter BeginOk() => Append("OK"u8);

    /// <summary>Begins a reply <c>ERR code </c>; its text follows by <c>Append</c>, and <see cref="End"/> ends it.</summary>
    public ReplyWriter BeginError(ErrorCode code)
    {
        onError?.Invoke();
        return Append("ERR "u8).Append(code.Word()).Append(" "u8);
    }

    /// <summary>Begins a line that is no reply, <c>EVENT</c>; its text follows by <c>Append</c>, beginning with a blank, and <see cref="End"/> ends it.</summary>
    public ReplyWriter BeginEvent() => Append("EVENT"u8);

    /// <summary>Adds text to the reply that was begun.</summary>
    public ReplyWriter Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        _length += text.Length;
        return this;
    }

    /// <summary>Adds a whole number in decimal.</summary>
    public ReplyWriter Append(long number)
    {
        const int LongestNumber = 20;
        Utf8Formatter.TryFormat(number, Reserve(LongestNumber), out var written);
        _length += written;
        return this;
    }

    /// <summary>Adds a word that a client sent, quoted, cut to 32 bytes so that an error stays readable.</summary>
    public ReplyWriter AppendQuoted(ReadOnlySpan<byte> word)
    {
        const int Longest = 32;
        var shown = word[..Math.Min(word.Length, Longest)];
        return Append("'"u8).Append(shown).Append(shown.Length < word.Length ? "...'"u8 : "'"u8);
    }

    /// <summary>Ends the line that was begun.</summary>
    public void End() => Append("\n"u8);

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Array.Resize(ref _buffer, Math.Max(FirstSize, Math.Max(_buffer.Length * 2, _length + count)));
        return _buffer.AsSpan(_length);
    }
}
