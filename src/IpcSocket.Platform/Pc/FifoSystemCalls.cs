using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IpcSocket.Platform.Pc;

/// <summary>
/// The calls for FIFOs that .NET has no class for. Its NamedPipe classes are Unix sockets, and its FileStream opens a FIFO in a way that
/// blocks. Numbers are those of <c>asm-generic</c>, which every Linux that .NET runs on shares for these names, but for O_NOFOLLOW.
/// </summary>
internal static partial class FifoSystemCalls
{
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EEXIST = 17;
    public const int ENOTDIR = 20;
    public const int EROFS = 30;
    public const int ELOOP = 40;

    public const int O_RDWR = 0x2;
    public const int O_NOCTTY = 0x100;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;

    public const int F_OFD_GETLK = 36;
    public const int F_OFD_SETLK = 37;
    public const short F_RDLCK = 0;
    public const short F_WRLCK = 1;

    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int AT_EMPTY_PATH = 0x1000;
    public const uint STATX_BASIC_STATS = 0x7FF;

    /// <summary>Arm and POWER have a number of their own for it.</summary>
    public static readonly int O_NOFOLLOW = RuntimeInformation.ProcessArchitecture
        is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le ? 0x8000 : 0x20000;

    /// <summary>geteuid(2).</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint GetEffectiveUserId();

    /// <summary>fcntl(2) for a lock of an open file description.</summary>
    public static int LockFile(SafeFileHandle file, int command, ref FileLock range) =>
        nint.Size == sizeof(long) ? Fcntl(file, command, ref range) : Fcntl64(file, command, ref range);

    /// <summary>mkfifo(3).</summary>
    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFifo(string path, uint mode);

    /// <summary>open(2), never with O_CREAT: its third argument is not passed.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    /// <summary>read(2).</summary>
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafePipeHandle fifo, Span<byte> buffer, nuint length);

    /// <summary>statx(2) of a path.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer status);

    /// <summary>statx(2) of an open file.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, out StatxBuffer status);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeFileHandle file, int command, ref FileLock range);

    // The commands for 'struct flock64', where 'struct flock' has offsets of 32 bits.
    [LibraryImport("libc", EntryPoint = "fcntl64", SetLastError = true)]
    private static partial int Fcntl64(SafeFileHandle file, int command, ref FileLock range);

    /// <summary><c>struct flock</c> with offsets of 64 bits; locks of open file descriptions want its process id to be 0.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    public struct FileLock
    {
        [FieldOffset(0)] public short Type;
        [FieldOffset(2)] public short Whence;
        [FieldOffset(8)] public long Start;
        [FieldOffset(16)] public long Length;
        [FieldOffset(24)] public int ProcessId;
    }

    /// <summary><c>struct statx</c> of <c>linux/stat.h</c>. Unlike <c>struct stat</c> it is laid out alike on all architectures.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct StatxBuffer
    {
        [FieldOffset(16)] public uint Links;
        [FieldOffset(20)] public uint Owner;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }
}
