using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Benchmarks;

/// <summary>One plain, blocking connection that asks and waits: for probes and for sequential clients, not for load.</summary>
internal sealed class LineExchange : IDisposable
{
    private const int LongestWait = 5000;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _buffer = new byte[4096];

    /// <param name="server">Whom to connect to.</param>
    /// <param name="source">The own address; the system chooses when it is null.</param>
    public LineExchange(IPEndPoint server, IPAddress? source = null)
    {
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = LongestWait;
        try
        {
            if (source is not null)
                _socket.Bind(new IPEndPoint(source, 0));
            _socket.Connect(server);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one request and returns its reply, line ending included.</summary>
    /// <exception cref="BenchmarkException">The server closed, sent no whole line, or sent more than one.</exception>
    /// <exception cref="SocketException">No reply within 5 s, or the connection broke.</exception>
    public byte[] Ask(ReadOnlySpan<byte> request)
    {
        _socket.Send(request);
        var length = 0;
        int end;
        while ((end = _buffer.AsSpan(0, length).IndexOf((byte)'\n')) < 0)
        {
            var received = length < _buffer.Length ? _socket.Receive(_buffer.AsSpan(length)) : 0;
            if (received == 0)
                throw new BenchmarkException("the server sent no whole reply line");
            length += received;
        }

        return end + 1 == length ? _buffer[..length] : throw new BenchmarkException("the server sent more than one reply line");
    }

    public void Dispose() => _socket.Dispose();
}
