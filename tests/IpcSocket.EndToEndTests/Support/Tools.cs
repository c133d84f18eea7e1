using System.Diagnostics;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>The programs that some tests need and that a machine may lack, with Debian's packages.</summary>
internal static class Tools
{
    private static readonly Dictionary<string, string> Packages = new()
    {
        ["ip"] = "iproute2",
        ["nc"] = "netcat-openbsd",
        ["python3"] = "python3",
        ["socat"] = "socat",
    };

    // Once: a process for each test that is listed would be slow.
    private static readonly Lazy<bool> HasOpenBsdNetcat = new(() => Find("nc") is { } nc && IsOpenBsd(nc));

    /// <summary>Finds what is missing.</summary>
    /// <returns>The reason to skip a test: each program that is missing, with its package; null when none is.</returns>
    public static string? Missing(params string[] programs)
    {
        var missing = programs.Where(program => !IsInstalled(program)).Select(program => $"{program} (package {Packages[program]})").ToList();
        return missing.Count == 0 ? null : $"not installed: {string.Join(", ", missing)}";
    }

    // The tests use options of OpenBSD's nc, as the pages do. Those of the other programs of that name differ (netcat-traditional, ncat).
    private static bool IsInstalled(string program) => program == "nc" ? HasOpenBsdNetcat.Value : Find(program) is not null;

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    private static bool IsOpenBsd(string nc)
    {
        using var help = Process.Start(new ProcessStartInfo(nc, ["-h"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = help.StandardError.ReadToEndAsync();
        if (!text.Wait(Limits.Test))
            help.Kill();
        return text.IsCompletedSuccessfully && text.Result.Contains("OpenBSD", StringComparison.Ordinal);
    }
}
