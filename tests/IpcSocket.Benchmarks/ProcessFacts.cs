using System.Globalization;

namespace IpcSocket.Benchmarks;

/// <summary>What /proc says about a process. See proc(5).</summary>
internal sealed class ProcessFacts(int pid)
{
    // USER_HZ: the kernel counts CPU time for user space in hundredths of a second on every architecture .NET runs on.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    // Fields 14 and 15 of stat, counted from the state (field 3), which is the first after the name.
    private const int UserTime = 14 - 3;
    private const int SystemTime = 15 - 3;

    /// <summary>CPU time so far, user and system, to 10 ms.</summary>
    public TimeSpan CpuTime()
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        // The name may hold spaces and brackets: what follows the last bracket is safe to split.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return Tick * (Ticks(fields[UserTime]) + Ticks(fields[SystemTime]));
    }

    /// <summary>Resident memory in MB (2^20 bytes).</summary>
    public double ResidentMegabytes()
    {
        const string key = "VmRSS:";
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        var kilobytes = line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>How many descriptors are open.</summary>
    public int Descriptors() => Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();

    private static long Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
