using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static IpcSocket.Platform.Pc.FifoSystemCalls;

namespace IpcSocket.Platform.Pc;

/// <summary>What statx(2) tells of a file without opening it.</summary>
/// <param name="Mode">Type and permissions, as in inode(7).</param>
/// <param name="Owner">The user id of its owner.</param>
/// <param name="Device">The device it is on.</param>
/// <param name="Inode">Its number there.</param>
internal readonly record struct FileStatus(int Mode, uint Owner, ulong Device, ulong Inode)
{
    private const int TypeMask = 0xF000;
    private const int PermissionMask = 0xFFF;
    private const int StickyAndOthersWrite = 0x202;
    private const uint Root = 0;

    /// <summary>How many names it has.</summary>
    public uint Links { get; init; }

    /// <summary>Whether it is a FIFO.</summary>
    public bool IsFifo => (Mode & TypeMask) == 0x1000;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsLink => (Mode & TypeMask) == 0xA000;

    /// <summary>Whether it is a directory such as <c>/tmp</c>: everybody may make files in it and nobody may remove another's.</summary>
    public bool IsShared => (Mode & StickyAndOthersWrite) == StickyAndOthersWrite;

    /// <summary>
    /// Whether fs.protected_fifos (proc(5)), where set, refuses this FIFO to the shells of all users but its owner, root's included: they
    /// open with O_CREAT, which Linux then takes for an attack.
    /// </summary>
    public bool IsProtectedIn(FileStatus directory) => directory.IsShared && directory.Owner != Owner;

    /// <summary>True when the user or root has created the file; a file belongs to its creator.</summary>
    public bool IsTrustedBy(uint user) => Owner == user || Owner == Root;

    /// <summary>Whether it can be the FIFO that the user has just made with a mode, of which the umask may have taken bits away.</summary>
    public bool CanBeMadeBy(uint user, UnixFileMode mode) =>
        IsFifo && Owner == user && Links == 1 && (Mode & PermissionMask & ~(int)mode) == 0;

    /// <summary>Its type in words, with the article.</summary>
    public string Kind => (Mode & TypeMask) switch
    {
        0x1000 => "a FIFO",
        0x2000 => "a character device",
        0x4000 => "a directory",
        0x6000 => "a block device",
        0x8000 => "a regular file",
        0xA000 => "a symbolic link",
        0xC000 => "a socket",
        _ => "a file of an unknown kind",
    };

    /// <summary>Whether both are the same file.</summary>
    public bool IsSameFileAs(FileStatus other) => Device == other.Device && Inode == other.Inode;

    /// <summary>Looks at what is at a path.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Of(string path, out FileStatus status, bool followLink = true) =>
        From(Statx(AT_FDCWD, path, followLink ? 0 : AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, out StatxBuffer buffer), buffer, out status);

    /// <summary>Looks at an open file.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Of(SafeFileHandle file, out FileStatus status) =>
        From(Statx(file, "", AT_EMPTY_PATH, STATX_BASIC_STATS, out StatxBuffer buffer), buffer, out status);

    private static int From(int result, StatxBuffer buffer, out FileStatus status)
    {
        status = new FileStatus(buffer.Mode, buffer.Owner, ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor, buffer.Inode)
        {
            Links = buffer.Links,
        };
        return result == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
