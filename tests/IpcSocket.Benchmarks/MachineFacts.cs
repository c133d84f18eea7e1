using System.Globalization;
using System.Runtime.InteropServices;

namespace IpcSocket.Benchmarks;

/// <summary>What the machine is, and how busy all of it is. See proc(5).</summary>
internal static class MachineFacts
{
    // The columns of the first line of stat that count processes, and what the hypervisor kept for others. Interrupts are left out:
    // on loopback they are the servers' own work.
    private const int User = 1;
    private const int Nice = 2;
    private const int System = 3;
    private const int Steal = 8;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>One line to print above figures.</summary>
    public static string Line() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.OSDescription}, "
        + $"kernel {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {RuntimeInformation.FrameworkDescription}, "
        + $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC";

    /// <summary>CPU time of all processes so far, and time stolen by the hypervisor.</summary>
    public static TimeSpan CpuTime()
    {
        var columns = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] counted = [User, Nice, System, Steal];
        return Tick * counted.Sum(column => long.Parse(columns[column], CultureInfo.InvariantCulture));
    }
}
