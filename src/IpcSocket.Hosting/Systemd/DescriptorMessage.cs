using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// A datagram that carries a descriptor along (<c>SCM_RIGHTS</c>, <c>unix(7)</c>), which .NET's sockets cannot send. The structs are those
/// of <c>sys/socket.h</c>; their numbers are of <c>asm-generic</c>, and their fields as wide as a pointer where C says <c>size_t</c>.
/// </summary>
internal static partial class DescriptorMessage
{
    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int MSG_NOSIGNAL = 0x4000;

    /// <summary>Sends the text with the descriptor; false when the receiver does not take it.</summary>
    public static unsafe bool Send(SafeSocketHandle socket, ReadOnlySpan<byte> text, SafeHandle descriptor)
    {
        var isHeld = false;
        try
        {
            descriptor.DangerousAddRef(ref isHeld);
            var rights = new Rights
            {
                Length = (nuint)(sizeof(nuint) + (3 * sizeof(int))),
                Level = SOL_SOCKET,
                Type = SCM_RIGHTS,
                Descriptor = (int)descriptor.DangerousGetHandle(),
            };
            fixed (byte* start = text)
            {
                var vector = new Vector { Start = start, Length = (nuint)text.Length };
                var message = new Message
                {
                    Vectors = &vector,
                    VectorCount = 1,
                    Control = &rights,
                    ControlLength = (nuint)sizeof(Rights),
                };
                return SendMessage(socket, &message, MSG_NOSIGNAL) == text.Length;
            }
        }
        finally
        {
            if (isHeld)
                descriptor.DangerousRelease();
        }
    }

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Vector
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary><c>struct cmsghdr</c> with one descriptor, and the padding behind it that CMSG_SPACE counts.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Rights
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
    }

    /// <summary><c>struct msghdr</c>; the socket is connected, so there is no name.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Message
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public Rights* Control;
        public nuint ControlLength;
        public int Flags;
    }

    // sendmsg(2)
    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint SendMessage(SafeSocketHandle socket, Message* message, int flags);
}
