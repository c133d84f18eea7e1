using System.Globalization;

namespace IpcSocket.Hosting;

/// <summary>How many file descriptors the process may have open (RLIMIT_NOFILE, getrlimit(2)), how many a daemon needs, and how many are left for clients.</summary>
public static class DescriptorLimit
{
    // The runtime holds two for each loaded assembly, 125 to 140 for a daemon on the generic host; the rest is for what comes and goes.
    private const int Reserve = 192;

    /// <summary>
    /// The most connections that leave the process the descriptors it needs itself. Running out of them is worse than refusing a client: the
    /// runtime then cannot start a thread, and may end.
    /// </summary>
    /// <returns>At least 1; <see cref="int.MaxValue"/> where the limit cannot be read.</returns>
    public static int MostConnections() => MostConnections("/proc/self/limits");

    /// <summary>The error, one line, if the limit is too low for a daemon to start; otherwise null.</summary>
    public static string? Error() => Error("/proc/self/limits");

    internal static string? Error(string limitsFile) => Read(limitsFile) is { } limit and < Reserve
        ? $"the descriptor limit is {limit}, too low to start; at least {Reserve} are needed: raise LimitNOFILE= of the unit (ulimit -n)"
        : null;

    internal static int MostConnections(string limitsFile) => Read(limitsFile) is { } limit
        ? Math.Max(1, limit - Math.Min(Reserve, limit * 3 / 4))
        : int.MaxValue;

    // Null where there is no /proc.
    private static int? Read(string limitsFile)
    {
        try
        {
            foreach (var line in File.ReadLines(limitsFile))
            {
                if (Soft(line) is { } soft)
                    return soft;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without /proc there is nothing to go by.
        }
        return null;
    }

    // proc(5): "Max open files            1024                 524288               files"
    private static int? Soft(string line)
    {
        const string Name = "Max open files";
        if (!line.StartsWith(Name, StringComparison.Ordinal))
            return null;
        var soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
    }
}
