using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>
/// The messages for a host name without an address. The system's own text for the commonest of these errors is 'Resource temporarily
/// unavailable', which names neither the host nor the name service.
/// </summary>
internal static class HostNameError
{
    /// <summary>Describes why a name has no address; null when the error is about something else.</summary>
    public static string? Describe(string host, SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData => $"the host name '{host}' cannot be resolved: it has no address",
        SocketError.TryAgain => $"the host name '{host}' cannot be resolved: the name service does not answer",
        _ => null,
    };

    /// <summary>Makes the same exception with the message; null when the error is about something else.</summary>
    public static SocketException? Describe(string host, SocketException exception) =>
        Describe(host, exception.SocketErrorCode) is { } message ? new SocketException((int)exception.SocketErrorCode, message) : null;
}
