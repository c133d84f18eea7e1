using System.Runtime.InteropServices;
using static IpcSocket.Platform.Pc.FifoSystemCalls;

namespace IpcSocket.Platform.Pc;

/// <summary>What can be wrong with the FIFO's path, each as one line for the operator: the path, what is there, what to do.</summary>
internal static class FifoFault
{
    private const string OtherPath = "set Fifo to another path";

    /// <summary>Something that is not a FIFO is there. It is somebody's: it stays as it is.</summary>
    public static DeviceException OtherKind(string path, FileStatus found) =>
        found.IsLink ? Link(path) : new($"{path} is {found.Kind}, not a FIFO; remove it or {OtherPath}");

    /// <summary>A symbolic link, wherever it leads: another user can have made it, or change where it leads.</summary>
    public static DeviceException Link(string path) =>
        new($"{path} is a symbolic link, which is not followed; remove it or set Fifo to the path of the FIFO itself");

    /// <summary>A FIFO that another user made: that user can read the presses and make others.</summary>
    public static DeviceException OtherOwner(string path, FileStatus found, uint user) =>
        new($"{path} is a FIFO of user {found.Owner}, and only one of user {user} or of root is used; remove it or {OtherPath}");

    /// <summary>Another reader of ours has the FIFO: each would read a part of the presses.</summary>
    public static DeviceException InUse(string path) =>
        new($"{path} is the button of another process already; stop that one ('fuser -v {path}' shows it) or {OtherPath}");

    /// <summary>What is at the path changed with every look at it.</summary>
    public static DeviceException Unsteady(string path) =>
        new($"{path} is being made and deleted by somebody else; find out by whom or {OtherPath}");

    /// <summary>The path could not be looked at.</summary>
    public static DeviceException Looking(string path, int error) => error switch
    {
        EACCES => new($"{path} cannot be reached: no permission to enter its directory; grant it or {OtherPath}"),
        ENOTDIR => new($"{path} cannot be reached: a part of its path is not a directory; mend that or {OtherPath}"),
        _ => Other(path, "looked at", error),
    };

    /// <summary>mkfifo(3) refused.</summary>
    public static DeviceException Making(string path, int error)
    {
        string? directory = Path.GetDirectoryName(path);
        return error switch
        {
            ENOENT => new($"{path} cannot be made: its directory {directory} does not exist; create it or {OtherPath}"),
            EACCES => new($"{path} cannot be made: no permission to write to {directory}; grant it or {OtherPath}"),
            EROFS => new($"{path} cannot be made: {directory} is on a read-only file system; {OtherPath}"),
            _ => Other(path, "made", error),
        };
    }

    /// <summary>open(2) refused.</summary>
    /// <param name="path">The FIFO.</param>
    /// <param name="error">The error number.</param>
    /// <param name="found">What was found there.</param>
    /// <param name="directory">What it is in.</param>
    public static DeviceException Opening(string path, int error, FileStatus found, FileStatus directory)
    {
        if (error != EACCES)
            return Other(path, "opened", error);
        string whose = $"{path} is a FIFO of user {found.Owner} with mode 0{Convert.ToString(found.Mode & 0x1FF, 8)}";
        string whoRemoves = directory.IsShared ? $"have user {found.Owner} or root remove it" : "remove it";
        // fs.protected_fifos (proc(5)) acts on opens with O_CREAT, a shell's but not this one; whoever mends the mode would meet it next.
        string next = found.IsProtectedIn(directory) ? ", and fs.protected_fifos, where set, keeps others from pressing it here" : "";
        return new($"{whose}, which this user may not read and write{next}; {whoRemoves} or {OtherPath}");
    }

    /// <summary>read(2) failed.</summary>
    public static DeviceException Reading(string path, int error) => Other(path, "read", error);

    private static DeviceException Other(string path, string what, int error) =>
        new($"{path} cannot be {what}: {Marshal.GetPInvokeErrorMessage(error)} (error {error}); {OtherPath}");
}
