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
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> lines, TimeSpan limit)
    {
        // Nearly always nobody else is sending and the socket takes all of it at once: then this costs a call and no more.
        if (!_turn.Wait(0))
            return WaitForTurnAsync(lines, limit);
        if (_isPeerGone)
            return Finish();
        var pending = BeginSend(lines);
        if (!pending.IsCompletedSuccessfully)
            return SendRestAsync(pending, lines, limit);
        var sent = pending.Result;
        return sent == lines.Length ? Finish() : SendRestAsync(new ValueTask<int>(sent), lines, limit);
    }

    private ValueTask<int> BeginSend(ReadOnlyMemory<byte> lines)
    {
        try
        {
            return socket.SendAsync(lines, SocketFlags.None);
        }
        catch (ObjectDisposedException exception)
        {
            return ValueTask.FromException<int>(exception);
        }
    }

    private ValueTask<bool> Finish()
    {
        _turn.Release();
        return ValueTask.FromResult(!_isPeerGone);
    }

    private async ValueTask<bool> WaitForTurnAsync(ReadOnlyMemory<byte> lines, TimeSpan limit)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        return await SendRestAsync(new ValueTask<int>(0), lines, limit).ConfigureAwait(false);
    }

    // It is this caller's turn, and it is given back here.
    private async ValueTask<bool> SendRestAsync(ValueTask<int> pending, ReadOnlyMemory<byte> lines, TimeSpan limit)
    {
        // The buffers of both sides are full, as a rule. A timer is made only here, so that the common case costs none.
        await using var timer = time.CreateTimer(static s => ((Socket)s!).Dispose(), socket, limit, Timeout.InfiniteTimeSpan);
        try
        {
            lines = lines[await pending.ConfigureAwait(false)..];
            while (!lines.IsEmpty && !_isPeerGone)
                lines = lines[await BeginSend(lines).ConfigureAwait(false)..];
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
}
