using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// Two connected stream sockets (<c>socketpair(2)</c>), which .NET cannot create. They have no name: no other process can find or open them,
/// and programs that this one starts do not inherit them.
/// </summary>
internal static partial class SocketPair
{
    // <bits/socket.h>, the same on every architecture .NET runs on.
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOCK_CLOEXEC = 0x80000;

    /// <summary>Creates a pair. Both ends are the caller's.</summary>
    /// <exception cref="SocketException">The process has no descriptors left.</exception>
    public static (Socket Near, Socket Far) Create()
    {
        if (CreatePair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, out var ends) != 0)
            throw new SocketException((int)SocketError.TooManyOpenSockets, Marshal.GetLastPInvokeErrorMessage());
        return (Wrap(ends.Near), Wrap(ends.Far));
    }

    private static Socket Wrap(int descriptor) => new(new SafeSocketHandle(descriptor, ownsHandle: true));

    /// <summary><c>int sv[2]</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Ends
    {
        public int Near;
        public int Far;
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int CreatePair(int domain, int type, int protocol, out Ends ends);
}
