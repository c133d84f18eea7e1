using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Benchmarks;

/// <summary>
/// The reference in C#: asynchronous sockets as they come, one loop per connection, what was received goes back in one send.
/// </summary>
internal static class EchoServer
{
    private const int Backlog = 1024;
    private const int BufferSize = 4096;

    /// <summary>Serves until cancelled.</summary>
    public static async Task RunAsync(int port, CancellationToken cancelled)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(Backlog);
        try
        {
            while (true)
                _ = EchoAsync(await listener.AcceptAsync(cancelled));
        }
        catch (OperationCanceledException)
        {
            // The way this program is asked to end.
        }
    }

    private static async Task EchoAsync(Socket connection)
    {
        using (connection)
        {
            connection.NoDelay = true;
            var buffer = new byte[BufferSize];
            try
            {
                int length;
                while ((length = await connection.ReceiveAsync(buffer)) > 0)
                    await connection.SendAsync(buffer.AsMemory(0, length));
            }
            catch (SocketException)
            {
                // The peer is gone; its connection is all that ends.
            }
        }
    }
}
