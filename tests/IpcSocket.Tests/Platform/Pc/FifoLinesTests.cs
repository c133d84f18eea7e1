using System.Text;
using FsCheck;
using FsCheck.Fluent;
using IpcSocket.Platform.Pc;
using Xunit;

namespace IpcSocket.Tests.Platform.Pc;

public sealed class FifoLinesTests
{
    // Bytes that mean something, and a few that do not, so that presses and line endings meet often.
    private static readonly Arbitrary<byte[]> Text =
        Gen.Elements("0001\n\n\n\r\r\0 \t\tx\u00FF".Select(c => (byte)c).ToArray()).ArrayOf().ToArbitrary();

    [Theory]
    [InlineData("0\n", "Press")]
    [InlineData("1\n", "Release")]
    [InlineData("0\r\n", "Press")]
    [InlineData("0\0", "Press")]
    [InlineData(" \t0 \t\n", "Press")]
    [InlineData("0 \r\n", "Press")]
    [InlineData("0\n0\n0\n", "Press Press Press")]
    [InlineData("0\n1\r\n0\0", "Press Release Press")]
    [InlineData("\n\r\n\0 \t\n", "")]
    [InlineData("00\n", "00")]
    [InlineData("0 0\n", "0 0")]
    [InlineData("  on \t\n0\n", "on Press")]
    [InlineData("0\r\r\n", "0\\x0D")]
    [InlineData("0\r\0", "0\\x0D")]
    [InlineData("\r0\n", "\\x0D0")]
    [InlineData("\u00E9\u0001~\\\n", "\\xE9\\x01~\\")]
    public void A_complete_line_is_an_edge_or_garbage(string text, string lines) => Assert.Equal(lines, Read(text));

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("0\r")]
    [InlineData("  ")]
    public void A_line_says_nothing_before_its_end(string text) => Assert.Equal("", Read(text));

    [Theory]
    [InlineData("0", FifoLine.Press)]
    [InlineData(" 0 ", FifoLine.Press)]
    [InlineData("1", FifoLine.Release)]
    [InlineData("0x", FifoLine.Garbage)]
    [InlineData("0\r", FifoLine.Garbage)]
    [InlineData(" \t", FifoLine.None)]
    [InlineData("", FifoLine.None)]
    [InlineData("0\n", FifoLine.None)]
    internal void Silence_ends_an_unfinished_line(string text, FifoLine line)
    {
        var lines = new FifoLines();
        Read(lines, Encoding.Latin1.GetBytes(text));
        Assert.Equal(line, lines.End());
        Assert.False(lines.IsUnfinished);
    }

    [Fact]
    public void What_silence_ended_does_not_reach_into_the_next_line()
    {
        var lines = new FifoLines();
        Read(lines, "half a li"u8.ToArray());
        Assert.Equal(FifoLine.Garbage, lines.End());
        Assert.Equal("Press", Read(lines, "0\n"u8.ToArray()));
    }

    [Fact]
    public void Garbage_is_shown_up_to_its_limit_and_marked_when_there_was_more()
    {
        Assert.Equal(new string('x', FifoLines.Shown), Read(new string('x', FifoLines.Shown) + "\n"));
        Assert.Equal(new string('x', FifoLines.Shown) + "...", Read(new string('x', FifoLines.Shown + 1) + "\n"));
    }

    [Fact]
    public void A_press_is_seen_however_many_blanks_surround_it()
    {
        string blanks = new(' ', 100_000);
        Assert.Equal("Press", Read(blanks + "0" + blanks + "\n"));
    }

    [Fact]
    public void Wherever_the_bytes_are_cut_they_say_the_same() =>
        Prop.ForAll(Text, ArbMap.Default.ArbFor<PositiveInt[]>(), (text, cuts) =>
        {
            var lines = new FifoLines();
            var said = new List<string>();
            int from = 0;
            foreach (int length in cuts.Select(cut => cut.Get % 5).Append(text.Length))
            {
                int to = Math.Min(from + length, text.Length);
                said.Add(Read(lines, text[from..to]));
                from = to;
            }
            return string.Join(' ', said.Where(line => line != "")) == Read(new FifoLines(), text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_reads_what_a_plain_reading_of_the_grammar_reads() =>
        Prop.ForAll(Text, text => Read(new FifoLines(), text) == ReadPlainly(text)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_line_of_any_length_takes_no_memory()
    {
        var lines = new FifoLines();
        byte[] much = new byte[1 << 16];
        Array.Fill(much, (byte)'x');
        Read(lines, much);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 256; i++)
        {
            ReadOnlySpan<byte> bytes = much;
            lines.Read(ref bytes);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(FifoLine.Garbage, lines.End());
        Assert.Equal(FifoLines.Shown + 3, lines.Garbage.Length);
    }

    private static string Read(string text) => Read(new FifoLines(), Encoding.Latin1.GetBytes(text));

    private static string Read(FifoLines lines, byte[] text)
    {
        var said = new List<string>();
        ReadOnlySpan<byte> bytes = text;
        while (lines.Read(ref bytes) is var line and not FifoLine.None)
            said.Add(line == FifoLine.Garbage ? lines.Garbage : line.ToString());
        return string.Join(' ', said);
    }

    private static string ReadPlainly(byte[] text)
    {
        var said = new List<string>();
        string all = Encoding.Latin1.GetString(text).Replace("\r\n", "\n", StringComparison.Ordinal);
        string complete = all[..(all.LastIndexOfAny(['\n', '\0']) + 1)];
        foreach (string word in complete.Split('\n', '\0').Select(line => line.Trim(' ', '\t')).Where(word => word != ""))
            said.Add(word is "0" ? "Press" : word is "1" ? "Release" : Escape(word));
        return string.Join(' ', said);
    }

    private static string Escape(string word)
    {
        string start = word.Length > FifoLines.Shown ? word[..FifoLines.Shown] : word;
        string shown = string.Concat(start.Select(c => c is >= ' ' and < '\u007F' ? $"{c}" : $"\\x{(int)c:X2}"));
        return start.Length < word.Length ? shown + "..." : shown;
    }
}
