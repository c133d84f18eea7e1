namespace IpcSocket.Hosting;

/// <summary>Finds the name a user most likely meant.</summary>
internal static class NearestName
{
    // Longer names are no slips of the finger, and the table behind them grows with the square of the length.
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
            var slips = Slips.Between(name, candidate);
            if (slips < fewest && slips * 2 < candidate.Length)
                (nearest, fewest) = (candidate, slips);
        }

        return nearest;
    }
}
