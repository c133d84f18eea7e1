namespace IpcSocket;

/// <summary>How far apart two words are, for advice on the one that was meant. Compiled into each assembly that gives such advice, since the libraries do not reference each other.</summary>
internal static class Slips
{
    /// <summary>
    /// The fewest slips of the finger, in any case, that make one word of the other: a letter too many, missing or wrong, or two neighbours
    /// swapped (the optimal string alignment distance). Takes time and memory by the product of both lengths.
    /// </summary>
    public static int Between(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }
                var replaced = table[i - 1, j - 1] + (IsSame(from[i - 1], to[j - 1]) ? 0 : 1);
                table[i, j] = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && IsSame(from[i - 1], to[j - 2]) && IsSame(from[i - 2], to[j - 1]))
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[from.Length, to.Length];
    }

    private static bool IsSame(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
