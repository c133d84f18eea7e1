using System.Text;

namespace IpcSocket.FuzzTests;

/// <summary>Random choices that the seed determines.</summary>
/// <param name="seed">The same seed makes the same choices.</param>
#pragma warning disable CA5394 // The choices must be repeatable, not secret.
internal sealed class Generator(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => _random.Next(limit);

    /// <summary>True in <paramref name="percent"/> of 100 cases.</summary>
    public bool Chance(int percent) => _random.Next(100) < percent;

    /// <summary>One of these.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>Bytes of every value.</summary>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A text of <paramref name="count"/> of these characters.</summary>
    public string Text(string alphabet, int count)
    {
        var text = new StringBuilder(count);
        for (var i = 0; i < count; i++)
            text.Append(alphabet[_random.Next(alphabet.Length)]);
        return text.ToString();
    }

    /// <summary>UTF-16 units of every value, halves of surrogate pairs among them.</summary>
    public string AnyText(int count)
    {
        var text = new StringBuilder(count);
        for (var i = 0; i < count; i++)
            text.Append((char)(Chance(60) ? _random.Next(0x80) : _random.Next(0x10000)));
        return text.ToString();
    }

    /// <summary>The text with some letters in the other case.</summary>
    public string MixCase(string text) =>
        string.Concat(text.Select(c => !Chance(20) ? c : char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    /// <summary>Cuts a sequence into parts of random lengths; every part has at least one element.</summary>
    public List<T[]> Cut<T>(T[] whole)
    {
        var largest = 1 + Below(Math.Max(1, whole.Length));
        var parts = new List<T[]>();
        for (var start = 0; start < whole.Length;)
        {
            var length = Math.Min(whole.Length - start, 1 + Below(largest));
            parts.Add(whole[start..(start + length)]);
            start += length;
        }
        return parts;
    }

    /// <summary>Changes a sequence in one to four places: removes, repeats, overwrites, inserts, cuts off.</summary>
    /// <param name="original">A sequence that is valid, or nearly so.</param>
    /// <param name="tokens">What is inserted: pieces that mean something to the target.</param>
    /// <param name="any">One element of any value.</param>
    public T[] Mutate<T>(T[] original, IReadOnlyList<T[]> tokens, Func<T> any)
    {
        var changed = original;
        for (var changes = 1 + Below(4); changes > 0; changes--)
        {
            var from = Below(changed.Length + 1);
            var to = from + Below(Math.Min(16, changed.Length - from) + 1);
            changed = Below(5) switch
            {
                0 => [.. changed[..from], .. changed[to..]],
                1 => [.. changed[..to], .. changed[from..]],
                2 => [.. changed[..from], any(), .. changed[Math.Min(changed.Length, from + 1)..]],
                3 => [.. changed[..from], .. Pick(tokens), .. changed[from..]],
                _ => Chance(25) ? changed[..from] : [.. changed[..from], .. Pick(tokens), .. changed[to..]],
            };
        }
        return changed;
    }
}
#pragma warning restore CA5394
