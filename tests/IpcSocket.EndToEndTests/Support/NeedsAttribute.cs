using System.Globalization;
using Xunit;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>
/// A test that starts programs which a machine with the .NET SDK alone lacks. Where one is missing the test is skipped, and the reason names
/// the package. Programs of Debian's essential packages (bash, env, script, sed) need no declaration.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsAttribute : FactAttribute
{
    public NeedsAttribute(params string[] programs) => Skip = Tools.Missing(programs);
}

/// <summary>A test that has to be root: it makes network namespaces, or has the kernel exceed a limit.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsRootAttribute : FactAttribute
{
    // <linux/capability.h>: CAP_NET_ADMIN and CAP_SYS_ADMIN, which the root of a container mostly lacks.
    private const ulong Capabilities = 1UL << 12 | 1UL << 21;

    private const string Effective = "CapEff:";

    public NeedsRootAttribute() => Skip = HasCapabilities()
        ? Tools.Missing("ip", "python3")
        : "takes CAP_NET_ADMIN and CAP_SYS_ADMIN: run it as root, and outside of a container or in one that has them";

    private static bool HasCapabilities()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Effective, StringComparison.Ordinal));
        var effective = ulong.Parse(line.AsSpan(Effective.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (effective & Capabilities) == Capabilities;
    }
}
