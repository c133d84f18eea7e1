using System.Globalization;

namespace SocketLab;

/// <summary>Which process holds a socket, and by which descriptor: what <c>/proc/PID/fd</c> tells, of other users' processes only to root.</summary>
internal sealed class SocketOwners
{
    private const string Prefix = "socket:[";

    private readonly Dictionary<long, List<string>> _byInode = [];

    /// <summary>Looks at every process there is.</summary>
    public static SocketOwners OfAll()
    {
        var owners = new SocketOwners();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process))
                owners.Add(process);
        }
        return owners;
    }

    /// <summary>Says why nothing can be known of a process, or null.</summary>
    public static string? Fault(int process)
    {
        try
        {
            Directory.GetFileSystemEntries($"/proc/{process}/fd");
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return $"there is no process {process}; pgrep -a NAME finds them";
        }
        catch (UnauthorizedAccessException)
        {
            return $"process {process} is another user's; only root may see its descriptors";
        }
    }

    /// <summary>Looks at one process.</summary>
    public static SocketOwners Of(int process)
    {
        var owners = new SocketOwners();
        owners.Add(process);
        return owners;
    }

    /// <summary>True when one of the processes looked at holds the socket.</summary>
    public bool Have(SocketEntry entry) => _byInode.ContainsKey(entry.Inode);

    /// <summary><c>led-tcp[4711] fd 12</c>, for each that holds it.</summary>
    public string Text(SocketEntry entry) => entry.Inode == 0
        ? "the kernel alone"
        : _byInode.TryGetValue(entry.Inode, out var holders) ? string.Join(", ", holders) : "?";

    /// <summary>The inode in the name of a descriptor's link, <c>socket:[215203]</c>; null when it is no socket.</summary>
    public static long? Inode(string? link) => link is not null && link.StartsWith(Prefix, StringComparison.Ordinal)
        ? long.Parse(link.AsSpan(Prefix.Length, link.Length - Prefix.Length - 1), CultureInfo.InvariantCulture)
        : null;

    private void Add(int process)
    {
        try
        {
            var name = File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n');
            foreach (var descriptor in new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos())
            {
                if (Inode(descriptor.LinkTarget) is not { } inode)
                    continue;
                if (!_byInode.TryGetValue(inode, out var holders))
                    _byInode[inode] = holders = [];
                holders.Add($"{ShownText.Of(System.Text.Encoding.UTF8.GetBytes(name))}[{process}] fd {descriptor.Name}");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is another user's.
        }
    }
}
