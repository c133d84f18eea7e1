using System.Text;
using System.Text.RegularExpressions;
using IpcSocket.Platform.Pc;
using IpcSocket.Tests.Platform.Pc;
using Xunit;

namespace IpcSocket.FuzzTests.Platform;

/// <summary>
/// Any bytes in the FIFO, in any cut, with pauses of its writers: the presses, releases and ignored lines are those of a plain reading of the
/// grammar.
/// </summary>
public sealed partial class FifoFuzzTests
{
    // Not a byte: the writer falls silent.
    private const int Silence = -1;
    private const int MaxShown = 32;

    private static readonly int[][] Tokens = [.. ((string[])
        ["0\n", "1\n", "0\0", "0\r\n", "\r", "\n", " ", "\t", "0", "1", "\u0000", "\u00ff", "0\r\r\n", new(' ', 100), new('x', 33), new('0', 5000), "\u001b[2J\n"])
        .Select(token => Encoding.Latin1.GetBytes(token).Select(b => (int)b).ToArray())];

    [Fact]
    public Task Lines_are_those_of_a_plain_reading() => Fuzz.RunAsync(5000, Make, CheckLines, Show);

    [Fact]
    public Task Presses_in_a_real_FIFO_arrive_in_order() => Fuzz.RunAsync(100, MakeShort, CheckButtonAsync, Show);

    private static int[] Make(Generator random)
    {
        var start = new List<int>();
        for (var tokens = random.Below(10); tokens > 0; tokens--)
            start.AddRange(random.Chance(15) ? [Silence] : random.Pick(Tokens));
        return random.Mutate(start.ToArray(), Tokens, () => random.Below(256));
    }

    private static int[] MakeShort(Generator random) => [.. Make(random).Where(b => b != Silence).Take(200)];

    private static void CheckLines(int[] input)
    {
        var lines = new FifoLines();
        var read = new List<string>();
        foreach (var part in new Generator(input.Length).Cut(input))
        {
            foreach (var piece in SplitAtSilence(part))
            {
                if (piece is null)
                    AddLine(read, lines.End(), lines);
                else
                    Read(lines, piece, read);
            }
        }
        Assert.Equal(ReadPlainly(input), read);
    }

    private static async Task CheckButtonAsync(int[] input, Generator random)
    {
        // The last press shows that nothing is on its way any more.
        int[] whole = [.. input, '\n', '0', '\n'];
        await using var place = new FifoPlace();
        var button = place.Opened();
        foreach (var part in random.Cut(whole))
            place.Write(Encoding.Latin1.GetString([.. part.Select(b => (byte)b)]));
        foreach (var line in ReadPlainly(whole).Where(line => line is "Press" or "Release"))
            Assert.Equal(line == "Press", (await button.NextAsync()).Pressed);
        Assert.All(place.Log.Entries, entry => PrintableLine.Check(entry.Message));
    }

    private static void Read(FifoLines lines, byte[] bytes, List<string> read)
    {
        ReadOnlySpan<byte> rest = bytes;
        while (lines.Read(ref rest) is var line and not FifoLine.None)
            AddLine(read, line, lines);
    }

    private static void AddLine(List<string> read, FifoLine line, FifoLines lines)
    {
        if (line == FifoLine.Garbage)
            read.Add(lines.Garbage);
        else if (line != FifoLine.None)
            read.Add(line.ToString());
    }

    private static IEnumerable<byte[]?> SplitAtSilence(int[] part)
    {
        var bytes = new List<byte>();
        foreach (var value in part)
        {
            if (value != Silence)
            {
                bytes.Add((byte)value);
                continue;
            }
            yield return bytes.ToArray();
            yield return null;
            bytes.Clear();
        }
        yield return bytes.ToArray();
    }

    private static List<string> ReadPlainly(int[] input)
    {
        var said = new List<string>();
        var pieces = SplitAtSilence(input).Where(piece => piece is not null).Select(piece => Encoding.Latin1.GetString(piece!)).ToList();
        for (var i = 0; i < pieces.Count; i++)
        {
            var lines = EndingPattern().Split(pieces[i]);
            // Behind the last ending comes nothing, or an unterminated line, which only silence ends.
            var ended = i < pieces.Count - 1 ? lines : lines[..^1];
            foreach (var word in ended.Select(line => line.Trim(' ', '\t')).Where(word => word != ""))
                said.Add(word switch { "0" => "Press", "1" => "Release", _ => Escape(word) });
        }
        return said;
    }

    private static string Escape(string word)
    {
        var shown = string.Concat(word.Take(MaxShown).Select(c => c is >= ' ' and <= '~' ? $"{c}" : $"\\x{(int)c:X2}"));
        return word.Length > MaxShown ? shown + "..." : shown;
    }

    private static string Show(int[] input) =>
        string.Concat(input.Select(value => value == Silence ? "<silence>" : PrintableLine.Show([(byte)value])));

    [GeneratedRegex("\r?\n|\0")]
    private static partial Regex EndingPattern();
}
