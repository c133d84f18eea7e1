using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>Behaves as the button process in C does: connects, sends a command with its NUL, and is gone without reading.</summary>
internal static class AncestorClient
{
    /// <summary>Sends one command.</summary>
    public static async Task SendAsync(int port, string command)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Limits.Test);
        socket.Send(Encoding.ASCII.GetBytes(command + '\0'));
        socket.Shutdown(SocketShutdown.Both);
    }
}
