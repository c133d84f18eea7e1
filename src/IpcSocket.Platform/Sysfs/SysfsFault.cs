namespace IpcSocket.Platform.Sysfs;

/// <summary>What can be wrong with an LED of the kernel, each as one line for the operator: which, what is wrong, what to do.</summary>
internal static class SysfsFault
{
    /// <summary>The kernel has no LED of that name.</summary>
    public static DeviceException UnknownLed(string name, string classFolder)
    {
        string[] there = Directory.Exists(classFolder) ? [.. Directory.EnumerateFileSystemEntries(classFolder).Select(Name)] : [];
        Array.Sort(there, StringComparer.Ordinal);
        return there.Length == 0
            ? new($"{classFolder} has no LED: this kernel or machine has none of its own; set Adapter to gpio or pc")
            : new($"{classFolder} has no LED {name}; set Device to one of {string.Join(", ", there)}");
    }

    /// <summary>This user may not.</summary>
    public static DeviceException NoPermission(string path, string what, Exception cause) =>
        new($"{path} cannot be {what}: no permission; the udev rule 60-ipc-socket.rules gives it to group gpio, which this user needs "
            + "(usermod -aG gpio USER, then log in anew)", cause);

    /// <summary>What the kernel said.</summary>
    public static DeviceException Other(string path, string what, Exception cause) =>
        new($"{path} cannot be {what}: {cause.Message}; see the kernel's log (dmesg)", cause);

    private static string Name(string path) => Path.GetFileName(path);
}
