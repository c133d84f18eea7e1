using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>The one writer of a connection: whoever sends waits here for his turn, and sends whole lines.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim holds no handle unless its AvailableWaitHandle is asked for.")]
internal sealed class SocketWriter(Socket socket, TimeProvider time)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _isPeerGone;

    /// <summary>Sends all of it.</summary>
    /// <param name="lines">Whole lines with their endings.</param>
    /// <param name="limit">How long the peer may leave it unread; then the connection is cut off.</param>
    /// <returns>
    /// False when the peer takes nothing more. That is not a fault: a client may send its command and close without waiting, and its other
    /// lines count as well, so whoever reads from it goes on until the end of the stream.
    /// </returns>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> lines, TimeSpan limit)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            while (!lines.IsEmpty && !_isPeerGone)
            {
                var pending = socket.SendAsync(lines, SocketFlags.None);
                var sent = pending.IsCompleted
                    ? await pending.ConfigureAwait(false)
                    : await WaitAsync(pending, limit).ConfigureAwait(false);
                lines = lines[sent..];
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            _isPeerGone = true;
        }
        finally
        {
            _turn.Release();
        }
        return !_isPeerGone;
    }

    // The buffers of both sides are full. A timer is made only here, so that the common case costs none.
    private async ValueTask<int> WaitAsync(ValueTask<int> pending, TimeSpan limit)
    {
        await using var timer = time.CreateTimer(static s => ((Socket)s!).Dispose(), socket, limit, Timeout.InfiniteTimeSpan);
        return await pending.ConfigureAwait(false);
    }
}
