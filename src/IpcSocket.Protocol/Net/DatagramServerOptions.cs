namespace IpcSocket.Protocol.Net;

/// <summary>How a datagram server binds.</summary>
public sealed record DatagramServerOptions
{
    /// <summary>
    /// How many bytes of datagrams, counted without the kernel's own overhead, may wait to be received (<c>SO_RCVBUF</c>, socket(7)); what
    /// comes when it is full is lost. By default the system's. An administrator's process gets as much as it asks for, any other at most
    /// <c>net.core.rmem_max</c>; <see cref="DatagramServer.ReceiveBuffer"/> tells what it became.
    /// </summary>
    public int? ReceiveBuffer { get; init; }

    /// <summary>Lets several processes that all say so bind the same port (<c>SO_REUSEADDR</c>), for the receivers of one multicast group.</summary>
    public bool ShareAddress { get; init; }

    /// <summary>Multicast groups to join. They must be of the family that is bound.</summary>
    public IReadOnlyList<MulticastGroup> Groups { get; init; } = [];
}
