using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LedCli.Server;

/// <summary>Reads a small regular file. A FIFO, a device or a file that grows neither blocks the reader nor fills its memory.</summary>
internal static partial class RegularFile
{
    // <asm-generic/fcntl.h>. O_NONBLOCK: open(2) of a FIFO without a writer returns at once.
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    /// <summary>Reads the whole file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="maxLength">The largest file that is read, in bytes: a multiple of 1 MiB.</param>
    /// <exception cref="IOException">The file cannot be read, is not a regular file, or is larger.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a directory, or reading it is not permitted.</exception>
    public static MemoryStream Read(string path, int maxLength)
    {
        using var stream = Open(path);
        var bytes = GC.AllocateUninitializedArray<byte>(maxLength + 1);
        // A pipe, a socket and a terminal cannot be rewound; a device that can is endless or empty.
        var length = stream.CanSeek ? stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) : bytes.Length;
        return length <= maxLength
            ? new MemoryStream(bytes, 0, length)
            : throw new IOException($"allowed is a regular file of at most {maxLength >> 20} MiB");
    }

    private static FileStream Open(string path)
    {
        var handle = OpenDescriptor(path, ReadOnly | NonBlocking | CloseOnExec);
        if (!handle.IsInvalid)
            return new FileStream(handle, FileAccess.Read, bufferSize: 0);
        var error = Marshal.GetLastPInvokeErrorMessage();
        handle.Dispose();
        throw new IOException(error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenDescriptor(string path, int flags);
}
