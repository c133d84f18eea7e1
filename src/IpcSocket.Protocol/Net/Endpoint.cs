using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>Where a server listens or a client connects: a host as people write it, and a TCP or UDP port.</summary>
/// <param name="Host">A name, an IPv4 or an IPv6 address; for a server also <c>*</c>.</param>
/// <param name="Port">1 to 65535; for a server also 0, a free port of the system's choice.</param>
public sealed record Endpoint(string Host, int Port)
{
    /// <summary>The host that stands for every IPv4 and IPv6 address of this machine.</summary>
    public const string AnyHost = "*";

    // RFC 1035, section 2.3.4; the resolver throws at more.
    private const int LongestHost = 255;

    /// <summary>Says what is wrong with a host, or null. Whether a name resolves is not asked.</summary>
    public static string? HostFault(string host) => host == AnyHost || IsHost(host)
        ? null
        : "a host name, an IPv4 address or an IPv6 address without brackets";

    /// <summary>As people write it: <c>127.0.0.1:5555</c>, <c>[::1]:5555</c>, <c>*:5555</c>.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>The addresses a server binds for this endpoint; one that serves both families stands for <c>*</c>.</summary>
    /// <exception cref="SocketException">The name does not resolve.</exception>
    internal async Task<IPAddress[]> ListenAddressesAsync(CancellationToken cancellationToken)
    {
        if (Host == AnyHost)
            return [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
        // Not by the resolver: it refuses 0.0.0.0 and ::, to which nobody can connect, but on which one can listen.
        if (IPAddress.TryParse(Host, out var literal))
            return [literal];
        var addresses = await Dns.GetHostAddressesAsync(Host, cancellationToken).ConfigureAwait(false);
        return [.. addresses.Distinct()];
    }

    /// <summary>An address as people write it: an IPv4 peer of a socket for both families is shown as IPv4.</summary>
    internal static EndPoint Normalize(EndPoint address) => address is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
        ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)
        : address;

    // Uri accepts characters that only change how the text around them is shown, such as U+202E; in a log they would hide the real host.
    private static bool IsHost(string host) =>
        host.Length <= LongestHost && !host.StartsWith('[') && Uri.CheckHostName(host) != UriHostNameType.Unknown
        && !host.Any(c => char.GetUnicodeCategory(c) == UnicodeCategory.Format);
}
