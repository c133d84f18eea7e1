using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// The one writer of a connection. Whoever sends takes its turn first, and sends whole lines. What is decided within a turn goes out within
/// it, so that the peer reads of things in the order in which they were decided.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim holds no handle unless its AvailableWaitHandle is asked for.")]
internal sealed class SocketWriter(Socket socket, TimeProvider time)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _isPeerGone;

    /// <summary>
    /// Waits for the turn, which <see cref="EndTurn"/> ends; no longer than another's send may take. Nearly always nobody else has it: then
    /// it costs a call and no more.
    /// </summary>
    public Task TakeTurnAsync() => _turn.Wait(0) ? Task.CompletedTask : _turn.WaitAsync();

    /// <summary>Lets the next one send.</summary>
    public void EndTurn() => _turn.Release();

    /// <summary>Sends all of it. To be called within a turn.</summary>
    /// <param name="lines">Whole lines with their endings.</param>
    /// <param name="limit">How long the peer may leave it unread; then the connection is cut off.</param>
    /// <returns>
    /// False when the peer takes nothing more. That is not a fault: a client may send its command and close without waiting, and its other
    /// lines count as well, so whoever reads from it goes on until the end of the stream.
    /// </returns>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> lines, TimeSpan limit)
    {
        if (_isPeerGone || lines.IsEmpty)
            return ValueTask.FromResult(!_isPeerGone);
        // Nearly always the socket takes all of it at once.
        var pending = BeginSend(lines);
        if (!pending.IsCompletedSuccessfully)
            return SendRestAsync(pending, lines, limit);
        var sent = pending.Result;
        return sent == lines.Length ? ValueTask.FromResult(true) : SendRestAsync(new ValueTask<int>(sent), lines, limit);
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

    private async ValueTask<bool> SendRestAsync(ValueTask<int> pending, ReadOnlyMemory<byte> lines, TimeSpan limit)
    {
        // The buffers of both sides are full, as a rule. A timer is made only here, so that the common case costs none.
        await using var timer = time.CreateTimer(static s => ((Socket)s!).Dispose(), socket, limit, Timeout.InfiniteTimeSpan);
        try
        {
            lines = lines[await pending.ConfigureAwait(false)..];
            while (!lines.IsEmpty)
                lines = lines[await BeginSend(lines).ConfigureAwait(false)..];
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            _isPeerGone = true;
        }
        return !_isPeerGone;
    }
}
