namespace IpcSocket.Hosting;

/// <summary>Finds the name a user most likely meant.</summary>
internal static class NearestName
{
    // Longer names are no slips of the finger, and the table below grows with the square of the length.
    private const int LongestName = 64;

    /// <summary>
    /// The candidate that is at most two slips (a letter too many, missing, wrong, or two swapped) and less than half its letters away
    /// from <paramref name="name"/>, in any case; null when none is that close.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestName)
            return null;

        string? nearest = null;
        var fewest = 3;
        foreach (var candidate in candidates)
        {
            var slips = Slips(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (slips < fewest && slips * 2 < candidate.Length)
                (nearest, fewest) = (candidate, slips);
        }

        return nearest;
    }

    /// <summary>The optimal string alignment distance: each swapped pair of neighbours counts once.</summary>
    private static int Slips(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            table[0, j] = j;

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var wrong = from[i - 1] == to[j - 1] ? 0 : 1;
                var slips = Math.Min(table[i - 1, j - 1] + wrong, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    slips = Math.Min(slips, table[i - 2, j - 2] + 1);
                table[i, j] = slips;
            }
        }

        return table[from.Length, to.Length];
    }
}
