using System.Runtime.InteropServices;

namespace IpcSocket.Benchmarks;

/// <summary>The few C functions that .NET offers no equal of, or none without allocating.</summary>
internal static unsafe partial class LibC
{
    /// <summary>EINTR.</summary>
    public const int Interrupted = 4;

    /// <summary>EAGAIN.</summary>
    public const int Again = 11;

    /// <summary>EPOLL_CLOEXEC.</summary>
    public const int CloseOnExec = 0x80000;

    /// <summary>EPOLL_CTL_ADD.</summary>
    public const int EpollAdd = 1;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    // MSG_DONTWAIT | MSG_NOSIGNAL: never block, and a peer that is gone is a result, not a SIGPIPE.
    private const int NoWaitNoSignal = 0x40 | 0x4000;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate1(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int fd, byte* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* events, int capacity, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    /// <summary>recv without blocking: the number of bytes, 0 at the end of the stream, -1 with the error in errno.</summary>
    public static nint Receive(int fd, byte* buffer, int length) => Receive(fd, buffer, length, NoWaitNoSignal);

    /// <summary>send without blocking: the number of bytes taken, -1 with the error in errno.</summary>
    public static nint Send(int fd, byte* buffer, int length) => Send(fd, buffer, length, NoWaitNoSignal);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int fd, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int fd, byte* buffer, nint length, int flags);
}
