using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>A multicast group to be joined on one interface.</summary>
/// <param name="Address">The group, IPv4 or IPv6.</param>
/// <param name="InterfaceIndex">The interface by its number (<c>ip link</c> shows them), or 0 for the one the routes choose.</param>
public sealed record MulticastGroup(IPAddress Address, int InterfaceIndex = 0)
{
    /// <summary>True for an address that is a group's: 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291).</summary>
    public static bool IsGroup(IPAddress address) =>
        address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is >= 224 and <= 239);

    /// <exception cref="ListenException">There is no such interface, or no route chooses one.</exception>
    internal void Join(Socket socket)
    {
        try
        {
            Add(socket);
        }
        catch (SocketException exception)
        {
            throw new ListenException(
                InterfaceIndex == 0
                    ? $"cannot join the group {Address}: no route leads to it (ip route shows them); name the interface"
                    : $"cannot join the group {Address} on interface {InterfaceIndex}: {exception.Message} (ip -brief link shows the interfaces)",
                exception);
        }
    }

    private void Add(Socket socket)
    {
        if (Address.AddressFamily == AddressFamily.InterNetworkV6)
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(Address, InterfaceIndex));
        else
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(Address, InterfaceIndex));
    }
}
