using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// Handles a failed accept: uses the descriptor that is held in reserve, or waits. Logs it once a minute.
/// </summary>
/// <param name="logger">Receives the warning.</param>
/// <param name="time">The clock of the wait.</param>
/// <param name="refuse">Refuses a connection and closes it before it returns; by default it is only closed.</param>
/// <param name="reserve">The descriptor in reserve; is disposed with this.</param>
internal sealed class AcceptPause(ILogger logger, TimeProvider time, Action<Socket>? refuse = null, DescriptorReserve? reserve = null) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly LogInterval _acceptFailed = new(TimeSpan.FromSeconds(60), time);
    private readonly DescriptorReserve _reserve = reserve ?? new();

    /// <summary>Refuses a connection that was accepted with the descriptor of the reserve, when the process has no other for it.</summary>
    /// <returns>True when the connection can be served.</returns>
    public bool Admits(Socket socket)
    {
        if (_reserve.TryRefill())
            return true;
        if (refuse is not null)
            refuse(socket);
        else
            socket.Dispose();
        _reserve.TryRefill();
        return false;
    }

    /// <summary>Waits a little after a failed accept, which mostly means that descriptors have run out: trying again at once would fail again, and spin.</summary>
    public async Task WaitAsync(SocketException exception, CancellationToken stoppingToken)
    {
        // The client gave up while it was queued; the next one has done nothing wrong.
        if (exception.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            return;
        if (_acceptFailed.IsDue())
            ProtocolLog.AcceptFailed(logger, Reason(exception));
        // Closing the reserve lets the next client be accepted. It is refused with an error unless another descriptor is free by then.
        if (exception.SocketErrorCode == SocketError.TooManyOpenSockets && _reserve.Release())
            return;
        try
        {
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the accept loop sees it.
        }
    }

    public void Dispose() => _reserve.Dispose();

    // The system's words would speak of the whole system where mostly it is this process's limit.
    private static string Reason(SocketException exception) => exception.SocketErrorCode == SocketError.TooManyOpenSockets
        ? "no file descriptor is left; raise LimitNOFILE= of the unit (ulimit -n) or lower MaxConnections"
        : exception.Message;
}
