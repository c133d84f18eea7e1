using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace IpcSocket.Tests.Support;

/// <summary>Stands for a service manager that keeps descriptors: takes each datagram with the descriptor that came along.</summary>
internal sealed partial class DescriptorReceiver : IDisposable
{
    // struct msghdr and, in the control buffer, struct cmsghdr, of 64-bit Linux.
    private const int HeaderSize = 56;
    private const int RightsSize = 24;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
    {
        ReceiveTimeout = (int)Limits.Test.TotalMilliseconds,
    };

    public DescriptorReceiver(string path) => _socket.Bind(new UnixDomainSocketEndPoint(path));

    /// <summary>The next datagram, its lines parted by blanks, and its descriptor, null when none came along.</summary>
    public unsafe (string Text, SafeFileHandle? Descriptor) Next()
    {
        var text = new byte[4096];
        var control = new byte[RightsSize];
        var header = new byte[HeaderSize];
        fixed (byte* textStart = text, controlStart = control, headerStart = header)
        {
            var vector = stackalloc nint[] { (nint)textStart, text.Length };
            var fields = (nint*)headerStart;
            (fields[2], fields[3], fields[4], fields[5]) = ((nint)vector, 1, (nint)controlStart, control.Length);
            var length = ReceiveMessage(_socket.SafeHandle, headerStart, 0);
            Assert.True(length > 0, $"recvmsg: error {Marshal.GetLastPInvokeError()}");
            var descriptor = fields[5] == 0 ? null : new SafeFileHandle(BitConverter.ToInt32(control, 16), ownsHandle: true);
            return (Encoding.ASCII.GetString(text, 0, (int)length).Replace('\n', ' '), descriptor);
        }
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(SafeSocketHandle socket, byte* message, int flags);
}
