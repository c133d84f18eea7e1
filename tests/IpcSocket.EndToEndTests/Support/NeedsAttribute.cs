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
    public NeedsRootAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "only root may do this";
        else if (new NeedsAttribute("ip", "python3").Skip is { } missing)
            Skip = missing;
    }
}
