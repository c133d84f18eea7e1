using System.Net.Sockets;
using IpcSocket.Protocol.Net;

namespace SocketLab;

/// <summary>Binds a server's port, and distinguishes a port that a program has from one that only ended connections still occupy.</summary>
internal static class Listening
{
    private const string TimeWait = "TIME_WAIT";

    /// <summary>Binds and listens, as <see cref="ListenSocket.BindAsync"/> does.</summary>
    /// <exception cref="ListenException">An address is taken, not of this machine, or not permitted.</exception>
    /// <exception cref="LabException">No program has the port, but ended connections are in TIME_WAIT.</exception>
    public static async Task<IReadOnlyList<ListenSocket>> BindAsync(Endpoint endpoint, CancellationToken stopping)
    {
        try
        {
            return await ListenSocket.BindAsync(endpoint, stopping).ConfigureAwait(false);
        }
        catch (ListenException exception) when (
            exception.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
            && HasOnlyTimeWait(SocketTable.Read("self"), endpoint.Port))
        {
            throw new LabException(
                $"cannot listen on {endpoint}: no program has the port, but ended connections of it are in TIME_WAIT for up to 60 s "
                + $"(socketlab sockets --port {endpoint.Port} shows them); wait, choose another port, or set SO_REUSEADDR in the program "
                + "that had it, before its bind");
        }
    }

    /// <summary>True when the port occurs in the table, and only in TIME_WAIT.</summary>
    internal static bool HasOnlyTimeWait(IEnumerable<SocketEntry> table, int port)
    {
        var states = table.Where(row => !SocketEntry.IsUdp(row.Protocol) && row.Local.Port == port).Select(row => row.State).Distinct().ToList();
        return states is [TimeWait];
    }
}
