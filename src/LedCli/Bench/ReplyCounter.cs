namespace LedCli.Bench;

/// <summary>Counts the lines in what a server sends, however it is cut, and those that do not begin as they should. Allocates nothing.</summary>
/// <param name="beginning">How a reply begins; empty when every line is as good as another.</param>
internal sealed class ReplyCounter(ReadOnlyMemory<byte> beginning)
{
    // Of the line that is coming in: how much of the beginning it has had, and whether that was right.
    private int _seen;
    private bool _isOther;

    /// <summary>How many lines did not begin so.</summary>
    public int Others { get; private set; }

    /// <summary>Takes what was received; returns how many lines it ends.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var lines = 0;
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            Compare(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
                break;
            EndLine();
            lines++;
            bytes = bytes[(end + 1)..];
        }
        return lines;
    }

    private void Compare(ReadOnlySpan<byte> part)
    {
        var expected = beginning.Span[_seen..];
        var length = Math.Min(part.Length, expected.Length);
        _isOther |= !part[..length].SequenceEqual(expected[..length]);
        _seen += length;
    }

    private void EndLine()
    {
        if (_isOther || _seen < beginning.Length)
            Others++;
        (_seen, _isOther) = (0, false);
    }
}
