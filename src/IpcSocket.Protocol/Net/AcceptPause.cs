using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Protocol.Net;

/// <summary>What an accept loop does when accepting fails: it waits, and says so once a minute.</summary>
internal sealed class AcceptPause(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly LogInterval _acceptFailed = new(TimeSpan.FromSeconds(60), time);

    /// <summary>Waits a little after a failed accept, which mostly means that descriptors have run out: trying again at once would fail again, and spin.</summary>
    public async Task WaitAsync(SocketException exception, CancellationToken stoppingToken)
    {
        // The client gave up while it was queued; the next one has done nothing wrong.
        if (exception.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            return;
        if (_acceptFailed.IsDue())
            ProtocolLog.AcceptFailed(logger, Reason(exception));
        try
        {
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the accept loop sees it.
        }
    }

    // The system's words would speak of the whole system where mostly it is this process's limit.
    private static string Reason(SocketException exception) => exception.SocketErrorCode == SocketError.TooManyOpenSockets
        ? "no file descriptor is left; raise LimitNOFILE= of the unit (ulimit -n) or lower MaxConnections"
        : exception.Message;
}
