using System.Globalization;

namespace SocketLab;

/// <summary>The descriptors of this process, as <c>/proc/self/fd</c> shows them.</summary>
internal static class DescriptorList
{
    private const int StandardError = 2;

    /// <summary>
    /// The three every process begins with, the sockets, and how many others the runtime has: its files, pipes and event queues.
    /// </summary>
    /// <param name="listening">The one that listens.</param>
    public static IEnumerable<string> Lines(int listening)
    {
        var all = new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
            .Select(link => (Number: int.Parse(link.Name, CultureInfo.InvariantCulture), Target: link.LinkTarget))
            .OrderBy(descriptor => descriptor.Number).ToList();
        var shown = all.Where(descriptor => descriptor.Number <= StandardError || SocketOwners.Inode(descriptor.Target) is not null).ToList();
        foreach (var (number, target) in shown)
            yield return $"  {number} -> {target}{Remark(number, listening)}";
        yield return $"  and {all.Count - shown.Count} others of the runtime: files, pipes, event queues";
    }

    private static string Remark(int number, int listening) =>
        number <= StandardError ? "" : number == listening ? "   (listens)" : "   (the runtime's own)";

    /// <summary>What <c>/proc/self/fd</c> says of one.</summary>
    public static string Target(int descriptor) => new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget ?? "?";

    /// <summary>What <c>/proc/self/fdinfo</c> says of one (proc(5)).</summary>
    public static IEnumerable<string> Facts(int descriptor) =>
        File.ReadAllLines($"/proc/self/fdinfo/{descriptor}").Select(line => $"  {line.Replace('\t', ' ')}");
}
