using System.Net.Sockets;
using IpcSocket.Protocol.Net;

namespace SocketLab;

/// <summary>Reaches a peer, or says in one line why it cannot be reached and what to do.</summary>
internal static class Reach
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Connects by TCP.</summary>
    public static Task<StreamConnection> ConnectAsync(Endpoint endpoint, CancellationToken stopping) =>
        TryAsync(endpoint, () => StreamConnection.ConnectAsync(endpoint, ConnectTimeout, stopping));

    /// <summary>Does something that needs the peer.</summary>
    /// <param name="endpoint">The peer.</param>
    /// <param name="something">What to do.</param>
    /// <param name="late">What a <see cref="TimeoutException"/> means; what it says itself when left out.</param>
    /// <exception cref="LabException">The peer cannot be reached.</exception>
    public static async Task<T> TryAsync<T>(Endpoint endpoint, Func<Task<T>> something, string? late = null)
    {
        try
        {
            return await something().ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new LabException($"cannot reach {endpoint}: {Reason(fault)}");
        }
        catch (TimeoutException fault)
        {
            throw new LabException($"cannot reach {endpoint}: {late ?? fault.Message}");
        }
    }

    private static string Reason(SocketException fault) => fault.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "nobody listens there; start the server first, in another terminal",
        SocketError.HostNotFound or SocketError.NoData => "there is no such host; correct the name or write an address",
        SocketError.TryAgain => "the host name cannot be resolved now; the name service does not answer",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no way to that address (ip route shows the ways)",
        _ => fault.Message,
    };
}
