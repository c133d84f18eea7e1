using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Wire;

namespace IpcSocket.Protocol.Net;

/// <summary>Refuses connections beyond the limit: sends the reason and closes, with a bounded number of descriptors.</summary>
internal sealed class Refusal(LineServer server)
{
    // Refused connections that stay open until the peer has read the reply. One more takes the place of the oldest, so that refusing needs a
    // bounded number of descriptors, and every peer is sent the reply.
    private const int MaxLingering = 16;

    private readonly LogInterval _limitReached = new(TimeSpan.FromSeconds(60), server.Time);
    private readonly Lock _lock = new();

    // The oldest first.
    private readonly List<Socket> _lingering = new(MaxLingering + 1);

    /// <summary>Refuses a connection that would be one too many. Returns at once.</summary>
    public void Refuse(Socket socket, EndPoint peer)
    {
        server.Counters.RefusedOne();
        if (_limitReached.IsDue())
            ProtocolLog.LimitReached(server.Logger, server.Options.MaxConnections, peer);
        var reply = new ReplyWriter();
        reply.BeginError(ErrorCode.TooManyConnections)
            .Append("all "u8).Append(server.Options.MaxConnections).Append(" connections are taken; try again later"u8).End();
        if (TrySend(socket, reply))
            _ = LingerAsync(socket);
        else
            socket.Dispose();
    }

    /// <summary>Refuses a connection that has taken the last descriptor, and closes it before it returns.</summary>
    public void RefuseAtOnce(Socket socket)
    {
        server.Counters.RefusedOne();
        var reply = new ReplyWriter();
        reply.Error(ErrorCode.TooManyConnections, "no file descriptor is left; try again later"u8);
        TrySend(socket, reply);
        socket.Dispose();
    }

    // A new connection's send buffer has room for one line.
    private static bool TrySend(Socket socket, ReplyWriter reply)
    {
        try
        {
            socket.Blocking = false;
            socket.Send(reply.Written.Span);
            socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer is gone already.
            return false;
        }
    }

    private async Task LingerAsync(Socket socket)
    {
        Add(socket);
        try
        {
            await Linger.CloseAsync(socket, server.Options.LingerTimeout, server.Time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer is gone, or another has taken its place.
        }
        finally
        {
            Remove(socket);
            socket.Dispose();
        }
    }

    private void Add(Socket socket)
    {
        Socket? oldest = null;
        lock (_lock)
        {
            _lingering.Add(socket);
            if (_lingering.Count > MaxLingering)
            {
                oldest = _lingering[0];
                _lingering.RemoveAt(0);
            }
        }
        oldest?.Dispose();
    }

    private void Remove(Socket socket)
    {
        lock (_lock)
            _lingering.Remove(socket);
    }
}
