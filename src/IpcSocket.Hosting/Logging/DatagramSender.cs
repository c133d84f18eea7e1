using System.Net.Sockets;

namespace IpcSocket.Hosting.Logging;

/// <summary>What became of a datagram.</summary>
internal enum Sent
{
    /// <summary>The receiver has it.</summary>
    Taken,

    /// <summary>The receiver is there but takes no more at present, or not one so long.</summary>
    Refused,

    /// <summary>Nobody receives at that address.</summary>
    Nowhere,
}

/// <summary>
/// Sends datagrams to a Unix socket and never waits. The socket is not connected: each datagram finds its receiver by the path, so one
/// whose socket was removed and made anew is found at once. Not safe for two threads at a time.
/// </summary>
internal sealed class DatagramSender : IDisposable
{
    private readonly UnixDomainSocketEndPoint _address;
    private readonly string _path;
    private Socket? _socket;

    /// <param name="path">Where the receiver's socket is: at most 107 bytes, absolute (<c>unix(7)</c>).</param>
    public DatagramSender(string path) => (_path, _address) = (path, new UnixDomainSocketEndPoint(path));

    /// <summary>
    /// Something is at the path. To be asked before <see cref="Send"/>: many machines lack one of the receivers, and a look costs far
    /// less than a message that is put together in vain and an exception for it.
    /// </summary>
    public bool MayAnswer => File.Exists(_path);

    /// <summary>Sends one datagram. Never throws, never blocks.</summary>
    public Sent Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket ??= new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
            _socket.SendTo(datagram, SocketFlags.None, _address);
            return Sent.Taken;
        }
        catch (SocketException e)
        {
            var isFull = e.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable or SocketError.MessageSize;
            return isFull ? Sent.Refused : Sent.Nowhere;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();
}
