namespace IpcSocket.FuzzTests;

/// <summary>Makes an input that fails smaller: removes parts, first large ones, as long as it still fails.</summary>
internal static class Shrink
{
    // A limit for targets that need a server or a process for each check.
    private const int MaxChecks = 400;

    /// <summary>Returns the smallest input that was found.</summary>
    /// <param name="input">An input that fails.</param>
    /// <param name="fails">Checks an input.</param>
    public static async Task<T[]> SmallestAsync<T>(T[] input, Func<T[], Task<bool>> fails)
    {
        var checks = 0;
        for (var size = Math.Max(1, input.Length / 2); size > 0; size /= 2)
        {
            for (var start = 0; start < input.Length && checks < MaxChecks; checks++)
            {
                T[] rest = [.. input[..start], .. input[Math.Min(input.Length, start + size)..]];
                if (await fails(rest))
                    input = rest;
                else
                    start += size;
            }
        }
        return input;
    }
}
