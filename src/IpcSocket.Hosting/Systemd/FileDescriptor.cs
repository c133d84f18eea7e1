using System.Runtime.InteropServices;

namespace IpcSocket.Hosting.Systemd;

/// <summary>What .NET cannot say of a bare descriptor. Numbers are those of <c>asm-generic/fcntl.h</c>, alike on every Linux.</summary>
internal static partial class FileDescriptor
{
    private const int F_GETFD = 1;
    private const int F_SETFD = 2;
    private const int FD_CLOEXEC = 1;

    /// <summary>Has the descriptor closed in programs that this one starts; false when it is not open.</summary>
    public static bool TryCloseOnExec(int descriptor)
    {
        var flags = Fcntl(descriptor, F_GETFD, 0);
        return flags >= 0 && Fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) >= 0;
    }

    /// <summary>It would be closed in programs that this one starts.</summary>
    public static bool IsCloseOnExec(int descriptor) => (Fcntl(descriptor, F_GETFD, 0) & FD_CLOEXEC) != 0;

    /// <summary>Leaves the descriptor open in programs that this one starts.</summary>
    public static void KeepOnExec(int descriptor) => _ = Fcntl(descriptor, F_SETFD, 0);

    // fcntl(2)
    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command, int argument);
}
