using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// Receives what follows an unfinished line, with a limit of time. Its timer is made at the first use and used again: most connections never
/// need one.
/// </summary>
internal sealed class ReceiveLimit(Socket socket, TimeProvider time, CancellationToken stopping) : IDisposable
{
    /// <summary>What <see cref="ReceiveAsync"/> returns when the time was up before anything came.</summary>
    public const int TimedOut = -1;

    /// <summary>Returned by <see cref="ReceiveAsync"/> upon a reset. The kernel has handed out everything that came before it.</summary>
    public const int Reset = -2;

    private CancellationTokenSource? _source;

    /// <summary>
    /// The number of bytes received, 0 at the end of the stream, <see cref="Reset"/>, or <see cref="TimedOut"/> when <paramref name="limit"/>
    /// passed. Nothing is lost then.
    /// </summary>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, TimeSpan limit)
    {
        _source ??= new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _source.CancelAfter(limit);
        try
        {
            using var stop = stopping.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
            return await socket.ReceiveAsync(buffer, SocketFlags.None, _source.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return TimedOut;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // A client that closes with replies unread resets the connection.
            return Reset;
        }
        finally
        {
            if (!_source.TryReset())
            {
                _source.Dispose();
                _source = null;
            }
        }
    }

    public void Dispose() => _source?.Dispose();
}
