using System.Buffers;
using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// Closes a connection from this side so that the peer gets the last reply: a close with bytes unread resets the connection, and a reset
/// overtakes what was sent. So the sending side is ended first, and what still comes is discarded for a while.
/// </summary>
internal static class Linger
{
    /// <summary>Returns when the peer has closed, or after <paramref name="limit"/>, or with an exception of the socket. Does not dispose it.</summary>
    public static async Task CloseAsync(Socket socket, TimeSpan limit, TimeProvider time)
    {
        socket.Shutdown(SocketShutdown.Send);
        using var source = new CancellationTokenSource(limit, time);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            // However much it is: a peer that sends without pause reads the last reply in the middle of it.
            var stint = new Stint();
            while (true)
            {
                var pending = socket.ReceiveAsync(buffer, SocketFlags.None, source.Token);
                stint.Note(pending.IsCompleted);
                if (await pending.ConfigureAwait(false) == 0)
                    break;
                if (stint.IsOver())
                    await Task.Yield();
            }
        }
        catch (OperationCanceledException)
        {
            // It had its time.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
