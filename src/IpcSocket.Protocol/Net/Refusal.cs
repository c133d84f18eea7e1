using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Wire;

namespace IpcSocket.Protocol.Net;

/// <summary>What a server does with a connection it cannot take: it says so, within bounds of its own, and goes on.</summary>
internal sealed class Refusal(LineServer server)
{
    // Clients that are told why at the same time; beyond these they are closed without a word, so that refusing costs a bounded number of
    // descriptors too.
    private const int MostAtOnce = 16;

    private readonly LogInterval _limitReached = new(TimeSpan.FromSeconds(60), server.Time);
    private int _atOnce;

    /// <summary>Refuses a connection that would be one too many. Returns at once.</summary>
    public void Refuse(Socket socket, EndPoint peer)
    {
        server.Counters.RefusedOne();
        if (_limitReached.IsDue())
            ProtocolLog.LimitReached(server.Logger, server.Options.MaxConnections, peer);
        if (Interlocked.Increment(ref _atOnce) <= MostAtOnce)
        {
            _ = RefuseAsync(socket);
            return;
        }
        Interlocked.Decrement(ref _atOnce);
        socket.Dispose();
    }

    private async Task RefuseAsync(Socket socket)
    {
        try
        {
            var reply = new ReplyWriter();
            reply.BeginError(ErrorCode.TooManyConnections)
                .Append("all "u8).Append(server.Options.MaxConnections).Append(" connections are taken; try again later"u8).End();
            await new SocketWriter(socket, server.Time).SendAsync(reply.Written, server.Options.LingerTimeout).ConfigureAwait(false);
            await Linger.CloseAsync(socket, server.Options.LingerTimeout, server.Time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It did not wait for the reason.
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _atOnce);
        }
    }
}
