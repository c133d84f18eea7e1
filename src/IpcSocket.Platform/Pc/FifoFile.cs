using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static IpcSocket.Platform.Pc.FifoSystemCalls;

namespace IpcSocket.Platform.Pc;

/// <summary>
/// One open FIFO. It is open for writing as well, so that a writer's close is no end of file, and non-blocking, in a stream whose reads
/// wait in the runtime's epoll: no thread is blocked and a read can be cancelled without losing a byte (see fifo(7), open(2)).
/// </summary>
internal sealed class FifoFile : IDisposable
{
    // Others may press, only the owner may read. Set after mkfifo(3), because the umask takes bits away there.
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const int Attempts = 5;

    private readonly string _path;
    private readonly SafePipeHandle _handle;
    private readonly AnonymousPipeClientStream _stream;

    private FifoFile(string path, SafePipeHandle handle, FileStatus status, bool isNew)
    {
        _path = path;
        _handle = handle;
        _stream = new AnonymousPipeClientStream(PipeDirection.In, handle);
        Status = status;
        IsNew = isNew;
    }

    /// <summary>What it is; its identity cannot be given to another file while it is open.</summary>
    public FileStatus Status { get; }

    /// <summary>Whether it was made by <see cref="Open(string)"/>.</summary>
    public bool IsNew { get; }

    /// <summary>Opens the FIFO at a path and makes it when nothing is there.</summary>
    /// <exception cref="DeviceException">It cannot be made or opened, or something else is there, which was not touched.</exception>
    public static FifoFile Open(string path) => Open(path, GetEffectiveUserId());

    /// <param name="path">The FIFO.</param>
    /// <param name="user">The user of this process.</param>
    /// <inheritdoc cref="Open(string)"/>
    internal static FifoFile Open(string path, uint user)
    {
        bool isNew = false;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (!Look(path, out FileStatus found))
                isNew = Make(path);
            else if (OpenFound(path, found, user, isNew) is { } fifo)
                return fifo;
        }
        throw FifoFault.Unsteady(path);
    }

    /// <summary>Whether this FIFO is still what its path leads to.</summary>
    public bool IsInPlace() =>
        FileStatus.Of(_path, out FileStatus found, followLink: false) == 0 && found.IsSameFileAs(Status);

    /// <summary>Reads what is there, without waiting.</summary>
    /// <returns>The number of bytes, 0 when there are none.</returns>
    /// <exception cref="DeviceException">The system refused.</exception>
    public int ReadNow(Span<byte> buffer)
    {
        while (true)
        {
            nint read = Read(_handle, buffer, (nuint)buffer.Length);
            if (read >= 0)
                return (int)read;
            switch (Marshal.GetLastPInvokeError())
            {
                case EINTR: continue;
                case EAGAIN: return 0;
                case var error: throw FifoFault.Reading(_path, error);
            }
        }
    }

    /// <summary>Waits for bytes and reads them. A cancelled read has taken none.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _stream.ReadAsync(buffer, cancellationToken);

    /// <summary>Closes it. Whoever writes to it from now on and has it open gets SIGPIPE.</summary>
    public void Dispose() => _stream.Dispose();

    private static bool Look(string path, out FileStatus found)
    {
        int error = FileStatus.Of(path, out found, followLink: false);
        return error is 0 or ENOENT ? error == 0 : throw FifoFault.Looking(path, error);
    }

    private static bool Make(string path)
    {
        if (MakeFifo(path, (uint)Mode) == 0)
            return true;
        int error = Marshal.GetLastPInvokeError();
        // Another process was quicker: what it made is looked at next.
        if (error == EEXIST)
            return false;
        throw FifoFault.Making(path, error);
    }

    private static FifoFile? OpenFound(string path, FileStatus found, uint user, bool isNew)
    {
        // To open a device or a socket could do something to it: look at the type first.
        Check(path, found, user);
        using SafeFileHandle file = FifoSystemCalls.Open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
        if (file.IsInvalid)
            return NotOpened(path, Marshal.GetLastPInvokeError(), found);
        // The path may have come to mean another file between the look and the open.
        if (FileStatus.Of(file, out FileStatus opened) is not 0 and var failure)
            throw FifoFault.Looking(path, failure);
        Check(path, opened, user);
        if (!FifoLock.TryTake(file))
            throw FifoFault.InUse(path);
        // By the descriptor, and only if it can be what was made: another file may have been put at the path.
        if (isNew && opened.CanBeMadeBy(user, Mode))
            File.SetUnixFileMode(file, Mode);
        var handle = new SafePipeHandle(file.DangerousGetHandle(), ownsHandle: true);
        file.SetHandleAsInvalid();
        return new FifoFile(path, handle, opened, isNew);
    }

    private static void Check(string path, FileStatus status, uint user)
    {
        if (!status.IsFifo)
            throw FifoFault.OtherKind(path, status);
        if (!status.IsTrustedBy(user))
            throw FifoFault.OtherOwner(path, status, user);
    }

    // Null when it was deleted after the look.
    private static FifoFile? NotOpened(string path, int error, FileStatus found)
    {
        if (error == ENOENT)
            return null;
        if (error == ELOOP)
            throw FifoFault.Link(path);
        FileStatus.Of(Path.GetDirectoryName(path) ?? "/", out FileStatus directory);
        throw FifoFault.Opening(path, error, found, directory);
    }
}
