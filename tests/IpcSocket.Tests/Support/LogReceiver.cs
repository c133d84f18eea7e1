using System.Net.Sockets;
using System.Text;

namespace IpcSocket.Tests.Support;

/// <summary>Stands for a syslog daemon, the journal or a service manager: a bound datagram socket that is read only when a test asks.</summary>
public sealed class LogReceiver : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
    {
        ReceiveTimeout = (int)Limits.Test.TotalMilliseconds,
    };
    private readonly string _path;

    public LogReceiver(string path)
    {
        _path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    public bool IsEmpty => !_socket.Poll(0, SelectMode.SelectRead);

    /// <summary>The next datagram; fails after ten seconds without one.</summary>
    public byte[] Next()
    {
        var buffer = new byte[256 * 1024];
        return buffer[.._socket.Receive(buffer)];
    }

    public string NextText() => Encoding.UTF8.GetString(Next());

    /// <summary>The next datagram that holds a text; those before it are passed over.</summary>
    public string NextWith(string text)
    {
        string datagram;
        do
            datagram = NextText();
        while (!datagram.Contains(text, StringComparison.Ordinal));
        return datagram;
    }

    public List<string> Drain()
    {
        var all = new List<string>();
        while (!IsEmpty)
            all.Add(NextText());
        return all;
    }

    /// <summary>Closes the socket and removes its path, as a service manager does when the receiver is stopped.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        // A name in the abstract namespace is gone with the socket.
        if (_path[0] != '\0')
            File.Delete(_path);
    }
}
