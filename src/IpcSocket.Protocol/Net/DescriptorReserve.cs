using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// One file descriptor that is held so that it can be closed when the process has no other left: with it a server can still accept a client,
/// and refuse it in words. Safe for use by several threads.
/// </summary>
internal sealed class DescriptorReserve : IDisposable
{
    private readonly Func<Socket> _open;
    private Socket? _held;

    /// <param name="open">Opens the descriptor; any will do, and a socket needs no file.</param>
    public DescriptorReserve(Func<Socket>? open = null)
    {
        _open = open ?? (static () => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
        TryRefill();
    }

    /// <summary>Makes the descriptor free.</summary>
    /// <returns>False when it was free already.</returns>
    public bool Release()
    {
        var held = Interlocked.Exchange(ref _held, null);
        held?.Dispose();
        return held is not null;
    }

    /// <summary>Takes a descriptor again unless one is held.</summary>
    /// <returns>False when the process has none left.</returns>
    public bool TryRefill()
    {
        if (Volatile.Read(ref _held) is not null)
            return true;
        try
        {
            var socket = _open();
            if (Interlocked.CompareExchange(ref _held, socket, null) is not null)
                socket.Dispose();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => Release();
}
