using System.Globalization;
using Xunit;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>A test that needs programs which this machine may lack; it is skipped, and says why, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsAttribute : FactAttribute
{
    public NeedsAttribute(params string[] programs)
    {
        foreach (var program in programs)
        {
            if (Find(program) is null)
                Skip = $"{program} is not installed";
        }
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

/// <summary>A test that has to be root: it makes network namespaces, or has the kernel exceed a limit.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsRootAttribute : FactAttribute
{
    // <linux/capability.h>: CAP_NET_ADMIN and CAP_SYS_ADMIN, which the root of a container mostly lacks.
    private const ulong Capabilities = 1UL << 12 | 1UL << 21;

    private const string Effective = "CapEff:";

    public NeedsRootAttribute()
    {
        if (!HasCapabilities())
            Skip = "takes CAP_NET_ADMIN and CAP_SYS_ADMIN: run it as root, and outside of a container or in one that has them";
        else if (new NeedsAttribute("ip", "python3").Skip is { } missing)
            Skip = missing;
    }

    private static bool HasCapabilities()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Effective, StringComparison.Ordinal));
        var effective = ulong.Parse(line.AsSpan(Effective.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (effective & Capabilities) == Capabilities;
    }
}
