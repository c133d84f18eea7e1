using System.Text;
using FsCheck;
using FsCheck.Fluent;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.Protocol.Wire;

public sealed class LineReaderTests
{
    private const string TooLong = "<too long>";

    // Endings and blanks far more often than chance would have them, and runs that reach over the limit.
    private static readonly Arbitrary<byte[]> Streams = Gen.Frequency(
            (6, Gen.Elements("LED ON\n\n\r\r\0\t  x\u00FF"u8.ToArray()).Select(b => new[] { b })),
            (1, Gen.Choose(1000, 1100).Select(n => Enumerable.Repeat((byte)'y', n).ToArray())))
        .ArrayOf().Select(parts => parts.SelectMany(p => p).ToArray()).ToArbitrary();

    private static readonly Arbitrary<int[]> Cuts = Gen.Choose(1, 700).NonEmptyListOf().Select(l => l.ToArray()).ToArbitrary();

    [Theory]
    [InlineData("PING\n", "PING")]
    [InlineData("PING\r\n", "PING")]
    [InlineData("PING\0", "PING")]
    [InlineData("PING", "PING")]
    [InlineData("PING\r", "PING")]
    [InlineData(" \tPING \t\n", "PING")]
    [InlineData("LED ON\0LED OFF\0", "LED ON|LED OFF")]
    [InlineData("A\nB\nC", "A|B|C")]
    [InlineData("\n\r\n \n\0PING\n\n", "PING")]
    [InlineData("", "")]
    [InlineData(" ", "")]
    [InlineData("A\rB\n", "A\rB")]
    public void A_line_ends_with_LF_or_NUL_or_the_end_of_the_stream(string stream, string lines) =>
        Assert.Equal(lines, string.Join('|', ReadAll(Encoding.Latin1.GetBytes(stream), [int.MaxValue])));

    [Theory]
    [InlineData(1024, "\n", true)]
    [InlineData(1024, "\r\n", true)]
    [InlineData(1024, "\0", true)]
    [InlineData(1024, "", true)]
    [InlineData(1025, "\n", false)]
    [InlineData(1025, "\r\n", false)]
    [InlineData(1025, "", false)]
    [InlineData(5000, "\n", false)]
    public void A_line_has_1024_bytes_at_most_without_its_ending(int length, string ending, bool fits)
    {
        var text = new string('x', length);
        Assert.Equal([fits ? text : TooLong], ReadAll(Encoding.Latin1.GetBytes(text + ending), [int.MaxValue]));
    }

    [Fact]
    public void A_line_that_is_too_long_is_noticed_before_its_ending_comes()
    {
        var reader = new LineReader();
        Assert.Equal(1026, Feed(reader, new byte[1026].Select(_ => (byte)'x').ToArray()));
        Assert.Equal(LineStatus.TooLong, reader.Read(out _));
    }

    [Fact]
    public void Any_cut_of_any_bytes_gives_the_same_lines() => Prop.ForAll(Streams, Cuts, (stream, cuts) =>
        Assert.Equal(ReadAll(stream, [int.MaxValue]), ReadAll(stream, cuts))).QuickCheckThrowOnFailure();

    [Fact]
    public void What_it_reads_is_what_splitting_the_whole_stream_gives() => Prop.ForAll(Streams, stream =>
        Assert.Equal(Model(stream), ReadAll(stream, [int.MaxValue]))).QuickCheckThrowOnFailure();

    [Fact]
    public void There_is_always_room_to_receive_into_and_never_more_than_the_buffer() => Prop.ForAll(Streams, Cuts, (stream, cuts) =>
    {
        var reader = new LineReader();
        foreach (var piece in Pieces(stream, cuts))
        {
            var left = piece;
            while (left.Length > 0)
            {
                Assert.InRange(reader.GetMemory().Length, 1, LineReader.BufferSize);
                left = left[Feed(reader, left)..];
                if (Drain(reader) == LineStatus.TooLong)
                    return;
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_unfinished_line_is_seen_without_being_taken()
    {
        var reader = new LineReader();
        Feed(reader, "LED ON"u8.ToArray());
        Assert.Equal(LineStatus.Incomplete, reader.Read(out _));
        Assert.True(reader.HasUnfinishedLine);
        Assert.Equal("LED ON", Encoding.ASCII.GetString(reader.UnfinishedLine));
        Feed(reader, "\n"u8.ToArray());
        Assert.Equal(LineStatus.Line, reader.Read(out var line));
        Assert.Equal("LED ON", Encoding.ASCII.GetString(line));
        Assert.False(reader.HasUnfinishedLine);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var reader = new LineReader();
        var stream = "LED STATUS\r\nPING\nLED ON\0"u8.ToArray();
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Read();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Read()
        {
            Feed(reader, stream);
            Drain(reader);
        }
    }

    private static int Feed(LineReader reader, byte[] bytes)
    {
        var memory = reader.GetMemory();
        var count = Math.Min(bytes.Length, memory.Length);
        bytes.AsSpan(0, count).CopyTo(memory.Span);
        reader.Advance(count);
        return count;
    }

    private static LineStatus Drain(LineReader reader)
    {
        LineStatus status;
        do
            status = reader.Read(out _);
        while (status == LineStatus.Line);
        return status;
    }

    private static List<string> ReadAll(byte[] stream, int[] cuts)
    {
        var reader = new LineReader();
        var lines = new List<string>();
        foreach (var piece in Pieces(stream, cuts))
        {
            for (var left = piece; left.Length > 0;)
            {
                left = left[Feed(reader, left)..];
                if (!Collect(reader, lines))
                    return lines;
            }
        }
        var status = reader.ReadUnfinished(out var rest);
        if (status != LineStatus.Incomplete)
            lines.Add(status == LineStatus.TooLong ? TooLong : Encoding.Latin1.GetString(rest));
        return lines;
    }

    private static bool Collect(LineReader reader, List<string> lines)
    {
        while (true)
        {
            var status = reader.Read(out var line);
            if (status == LineStatus.Incomplete)
                return true;
            lines.Add(status == LineStatus.TooLong ? TooLong : Encoding.Latin1.GetString(line));
            if (status == LineStatus.TooLong)
                return false;
        }
    }

    private static IEnumerable<byte[]> Pieces(byte[] stream, int[] cuts)
    {
        for (int at = 0, cut = 0; at < stream.Length; cut++)
        {
            var length = Math.Min(cuts[cut % cuts.Length], stream.Length - at);
            yield return stream[at..(at + length)];
            at += length;
        }
    }

    // The rules of PROTOCOL.md once more, on the whole stream at once.
    private static List<string> Model(byte[] stream)
    {
        var lines = new List<string>();
        foreach (var raw in Encoding.Latin1.GetString(stream).Split('\n', '\0'))
        {
            var text = raw.EndsWith('\r') ? raw[..^1] : raw;
            if (text.Length > LineReader.MaxLineLength)
            {
                lines.Add(TooLong);
                return lines;
            }
            if (text.Trim(' ', '\t') is { Length: > 0 } line)
                lines.Add(line);
        }
        return lines;
    }
}
