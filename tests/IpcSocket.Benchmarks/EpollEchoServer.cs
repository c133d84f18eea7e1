using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Benchmarks;

/// <summary>
/// The practical limit, and the proof that the load generator can do more than the servers under test: an echo on one thread over epoll.
/// </summary>
internal sealed unsafe class EpollEchoServer(int port)
{
    private const int Backlog = 1024;
    private const int BufferSize = 16 * 1024;
    private const int EventsAtOnce = 1024;

    private readonly Dictionary<int, Socket> _connections = [];
    private readonly byte[] _buffer = new byte[BufferSize];

    /// <summary>Serves until cancelled.</summary>
    public void Run(CancellationToken cancelled)
    {
        using var epoll = new Epoll(EventsAtOnce);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(Backlog);
        var listening = (int)listener.SafeHandle.DangerousGetHandle();
        epoll.Watch(listening, listening);

        while (!cancelled.IsCancellationRequested)
        {
            var count = epoll.Wait(milliseconds: 200);
            for (var i = 0; i < count; i++)
            {
                var fd = epoll.Token(i);
                if (fd == listening)
                    Accept(listener, epoll);
                else
                    Echo(fd);
            }
        }
    }

    private void Accept(Socket listener, Epoll epoll)
    {
        var connection = listener.Accept();
        connection.NoDelay = true;
        var fd = (int)connection.SafeHandle.DangerousGetHandle();
        _connections.Add(fd, connection);
        epoll.Watch(fd, fd);
    }

    private void Echo(int fd)
    {
        fixed (byte* buffer = _buffer)
        {
            var length = (int)LibC.Receive(fd, buffer, BufferSize);
            // The load generator never has more in flight than a socket buffer takes, so a cut send is a lost peer.
            if (length > 0 && LibC.Send(fd, buffer, length) == length)
                return;
        }

        // Closing the descriptor takes it out of the epoll instance as well.
        if (_connections.Remove(fd, out var connection))
            connection.Dispose();
    }
}
