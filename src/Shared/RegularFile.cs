using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IpcSocket;

/// <summary>
/// Reads a file that a user has named. Whatever is at the path, a FIFO, a device, a file that grows, the call neither waits for it nor reads it
/// without end. Compiled into each assembly that reads such a file, since the libraries do not reference each other.
/// </summary>
internal static partial class RegularFile
{
    private const int ENOENT = 2;
    private const int EACCES = 13;
    private const int ENOTDIR = 20;

    // asm-generic/fcntl.h: alike on every Linux that .NET runs on.
    private const int O_NOCTTY = 0x100;
    private const int O_NONBLOCK = 0x800;
    private const int O_CLOEXEC = 0x80000;

    // linux/stat.h
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_TYPE = 1;
    private const int TypeMask = 0xF000;
    private const int TypeOfRegularFiles = 0x8000;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Its path; a symbolic link is followed.</param>
    /// <param name="maxLength">Bytes that it may have.</param>
    /// <exception cref="FileNotFoundException">No file exists at the path.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read it.</exception>
    /// <exception cref="IOException">It is no regular file, is too long, or cannot be read for another reason, which the message names.</exception>
    public static byte[] Read(string path, int maxLength)
    {
        // O_NONBLOCK: without it, open(2) of a FIFO waits for a writer. The type is asked of the open file: a path may change its file meanwhile.
        using var file = Open(path, O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (file.IsInvalid)
            throw Error(path, Marshal.GetLastPInvokeError());
        if (GetStatus(file, "", AT_EMPTY_PATH, STATX_TYPE, out var status) != 0)
            throw Error(path, Marshal.GetLastPInvokeError());
        if (KindOf(status.Mode) is { } kind)
            throw new IOException($"it is {kind}; allowed is a regular file");
        return ReadToEnd(file, maxLength);
    }

    private static byte[] ReadToEnd(SafeFileHandle file, int maxLength)
    {
        // One byte more than allowed shows that the file is too long.
        var buffer = new byte[(int)Math.Min(RandomAccess.GetLength(file), maxLength) + 1];
        var length = 0;
        int count;
        while ((count = RandomAccess.Read(file, buffer.AsSpan(length), length)) > 0)
        {
            length += count;
            if (length > maxLength)
                throw new IOException($"it is longer than {maxLength} bytes");
            if (length == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(2L * length, maxLength + 1L));
        }
        return buffer[..length];
    }

    // Null for a regular file.
    private static string? KindOf(int mode) => (mode & TypeMask) switch
    {
        TypeOfRegularFiles => null,
        0x1000 => "a FIFO",
        0x2000 => "a character device",
        0x4000 => "a directory",
        0x6000 => "a block device",
        _ => "a file of another kind",
    };

    private static Exception Error(string path, int error)
    {
        var message = Marshal.GetPInvokeErrorMessage(error);
        return error switch
        {
            ENOENT or ENOTDIR => new FileNotFoundException(message, path),
            EACCES => new UnauthorizedAccessException(message),
            _ => new IOException(message),
        };
    }

    /// <summary><c>struct statx</c>, of which the mode is read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;
    }

    // open(2)
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    // statx(2)
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(SafeFileHandle file, string path, int flags, uint mask, out Status status);
}
