using System.Net;
using System.Net.Sockets;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>
/// Ports for servers that come and go at the same address. They lie below those that Linux gives to outgoing connections (32768 and up), so
/// that no connection of another test gets the port while its server is away.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Two runs of the tests at the same time begin at different places.
    private static int _next = Environment.ProcessId * 97;

    /// <summary>A port on which nobody listens, another one each time.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
