using System.Net.Sockets;
using System.Text;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>
/// A datagram socket in the file system, as the syslog daemon's <c>/dev/log</c> and the journal's are. It collects the datagrams as text.
/// </summary>
/// <remarks>
/// The kernel queues ten datagrams as a rule (net.unix.max_dgram_qlen), and a daemon drops what finds no place. So a thread of its own
/// reads: one of the pool may come too late on a busy machine.
/// </remarks>
internal sealed class LogSocket : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _address;
    private readonly Thread? _reader;
    private bool _disposed;

    /// <param name="path">Where it is made.</param>
    /// <param name="reads">False leaves every datagram in the kernel's queue, which then is full before long.</param>
    public LogSocket(string path, bool reads = true)
    {
        _address = new UnixDomainSocketEndPoint(path);
        _socket.Bind(_address);
        if (!reads)
            return;
        _reader = new Thread(Receive) { IsBackground = true, Name = path };
        _reader.Start();
    }

    /// <summary>What was received, as it was sent.</summary>
    public Arrivals<string> Datagrams { get; } = new("datagrams");

    /// <summary>Waits for so many datagrams that hold a text, and returns the last of these.</summary>
    public Task<string> WaitForAsync(string text, int count = 1) =>
        Datagrams.WaitForAsync(datagram => datagram.Contains(text, StringComparison.Ordinal), count);

    public ValueTask DisposeAsync()
    {
        if (!_disposed && _reader is not null)
        {
            // A blocked read is not ended by disposing its socket; no daemon sends an empty datagram.
            using var end = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            end.SendTo([], _address);
            _reader.Join();
        }
        _disposed = true;
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Receive()
    {
        var buffer = new byte[65536];
        int count;
        while ((count = _socket.Receive(buffer)) > 0)
            Datagrams.Add(Encoding.UTF8.GetString(buffer, 0, count));
        Datagrams.End();
    }
}
