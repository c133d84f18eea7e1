using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>What the kernel tells of a socket's buffers (<c>SO_MEMINFO</c>, since Linux 4.12).</summary>
/// <param name="ReceiveBuffer">The limit of the receive buffer in bytes, overhead included.</param>
/// <param name="Dropped">Datagrams dropped because they did not fit, or were damaged.</param>
internal readonly record struct SocketMemory(long ReceiveBuffer, long Dropped)
{
    // <asm-generic/socket.h> and <linux/sock_diag.h>: the places of the values among the unsigned 32-bit numbers it gives.
    private const int SolSocket = 1;
    private const int SoMemInfo = 55;
    private const int SoRcvBufForce = 33;
    private const int ReceiveBufferIndex = 1;
    private const int DropsIndex = 8;
    private const int Values = 9;

    public static SocketMemory Of(Socket socket)
    {
        Span<byte> values = stackalloc byte[Values * sizeof(uint)];
        socket.GetRawSocketOption(SolSocket, SoMemInfo, values);
        return new SocketMemory(Value(values, ReceiveBufferIndex), Value(values, DropsIndex));
    }

    /// <summary>Asks for a receive buffer, beyond the system's limit if this process may.</summary>
    public static void SetReceiveBuffer(Socket socket, int bytes)
    {
        try
        {
            socket.SetRawSocketOption(SolSocket, SoRcvBufForce, BitConverter.GetBytes(bytes));
        }
        catch (SocketException)
        {
            // Without CAP_NET_ADMIN: the kernel cuts it to net.core.rmem_max.
            socket.ReceiveBufferSize = bytes;
        }
    }

    private static uint Value(ReadOnlySpan<byte> values, int index) => BitConverter.ToUInt32(values[(index * sizeof(uint))..]);
}
