using System.Net;
using System.Net.Sockets;

namespace SocketLab;

/// <summary>Whom a multicast group's range is for.</summary>
internal enum MulticastUse
{
    /// <summary>For whoever wants to use it on a network of his own.</summary>
    Own,

    /// <summary>For nobody so far. It works, and may stand in somebody's way one day.</summary>
    Reserved,

    /// <summary>For somebody else, or for another way of sending.</summary>
    Others,
}

/// <summary>What a multicast group's range is for (RFC 5771, RFC 2365, RFC 4291, RFC 7346). Pure.</summary>
internal static class MulticastRange
{
    // The first of each range, in order; each ends where the next begins.
    private static readonly (uint First, MulticastUse Use, string Text)[] IPv4 =
    [
        (At(224, 0, 0), MulticastUse.Others,
            "224.0.0.0/24 is for the protocols of routers and hosts on one link; no router passes it on, whatever its TTL (RFC 5771)"),
        (At(224, 0, 1), MulticastUse.Others,
            "224.0.1.0/24 is for protocols that cross networks, such as NTP; each address of it is assigned (RFC 5771)"),
        (At(224, 0, 2), MulticastUse.Others, "224.0.2.0 to 224.0.255.255 is assigned address by address (RFC 5771, AD-HOC block I)"),
        (At(224, 1, 0), MulticastUse.Reserved, "224.1.0.0/16 is reserved (RFC 5771)"),
        (At(224, 2, 0), MulticastUse.Others, "224.2.0.0/16 is for sessions that SAP announces (RFC 2974)"),
        (At(224, 3, 0), MulticastUse.Others,
            "224.3.0.0 to 224.4.255.255 is assigned address by address (RFC 5771, AD-HOC block II)"),
        (At(224, 5, 0), MulticastUse.Reserved, "224.5.0.0 to 231.255.255.255 is reserved (RFC 5771)"),
        (At(232, 0, 0), MulticastUse.Others,
            "232.0.0.0/8 is for source-specific multicast (RFC 4607): a receiver has to name the sender, and here it does not"),
        (At(233, 0, 0), MulticastUse.Others,
            "233.0.0.0 to 233.251.255.255 belongs to whoever has the autonomous system in its middle (GLOP, RFC 3180)"),
        (At(233, 252, 0), MulticastUse.Others, "233.252.0.0/14 is assigned address by address (RFC 5771, AD-HOC block III)"),
        (At(234, 0, 0), MulticastUse.Others, "234.0.0.0/8 belongs to whoever has the unicast prefix in its middle (RFC 6034)"),
        (At(235, 0, 0), MulticastUse.Reserved, "235.0.0.0 to 238.255.255.255 is reserved (RFC 5771)"),
        (At(239, 0, 0), MulticastUse.Own, "239.0.0.0/8 is for one's own use (RFC 2365)"),
    ];

    /// <summary>Says whom a group is for.</summary>
    /// <param name="group">IPv4 or IPv6.</param>
    /// <param name="text">Why, and where it is not for one's own use, which group is.</param>
    public static MulticastUse UseOf(IPAddress group, out string text)
    {
        (var use, text, var own) = group.AddressFamily == AddressFamily.InterNetworkV6 ? UseOfIPv6(group) : UseOfIPv4(group);
        if (use != MulticastUse.Own)
            text += $"; for one's own use there is {own}";
        return use;
    }

    /// <summary>True for an IPv6 group that is one of a single link, so that its interface has to be said.</summary>
    public static bool IsOfOneLink(IPAddress group) => group.IsIPv6Multicast && Scope(group) is 1 or 2;

    private static (MulticastUse Use, string Text, string Own) UseOfIPv4(IPAddress group)
    {
        var bytes = group.GetAddressBytes();
        var (_, use, text) = Array.FindLast(IPv4, range => range.First <= At(bytes[0], bytes[1], bytes[2]));
        return (use, text, "239.0.0.0/8 (RFC 2365)");
    }

    // ff, four bits of flags, four bits of scope. The flag 1 says that nobody has assigned it.
    private static (MulticastUse Use, string Text, string Own) UseOfIPv6(IPAddress group)
    {
        var own = $"ff1{Scope(group):x}::/16";
        return (group.GetAddressBytes()[1] >> 4) switch
        {
            0 => (MulticastUse.Others, "groups of ff00::/12 are assigned address by address (RFC 4291)", own),
            1 => (MulticastUse.Own, $"{own} is for one's own use (RFC 4291)", own),
            3 => (MulticastUse.Others, "groups of ff30::/12 are made from somebody's prefix, or are source-specific (RFC 3306)", own),
            7 => (MulticastUse.Others, "groups of ff70::/12 hold the address of a rendezvous point (RFC 3956)", own),
            _ => (MulticastUse.Reserved, "groups with these flags are reserved (RFC 4291)", own),
        };
    }

    private static int Scope(IPAddress group) => group.GetAddressBytes()[1] & 0xf;

    private static uint At(byte a, byte b, byte c) => (uint)((a << 24) | (b << 16) | (c << 8));
}
