using System.Globalization;
using System.Net;

namespace SocketLab;

/// <summary>One socket of the kernel's tables.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>tcp6</c>, <c>udp</c> or <c>udp6</c>.</param>
/// <param name="Local">Its own address.</param>
/// <param name="Remote">The peer's; port 0 if there is none.</param>
/// <param name="State">A TCP state, or what stands for it.</param>
/// <param name="Inode">The number that links it to the descriptors in <c>/proc/PID/fd</c>; 0 when no process has it any more.</param>
internal sealed record SocketEntry(string Protocol, IPEndPoint Local, IPEndPoint Remote, string State, long Inode)
{
    /// <summary>
    /// What stays the same while the state changes. A TCP connection has its addresses to itself, and loses its inode before it ends; others
    /// may share an address.
    /// </summary>
    public (string, IPEndPoint, IPEndPoint, long) Identity => (Protocol, Local, Remote, IsUdp(Protocol) || Remote.Port == 0 ? Inode : 0);

    /// <summary>True when either end has the port.</summary>
    public bool HasPort(int port) => Local.Port == port || Remote.Port == port;

    /// <summary>The peer, or <c>*</c>.</summary>
    public string RemoteText => Remote.Port == 0 ? "*" : $"{Remote}";

    /// <summary>True for <c>udp</c> and <c>udp6</c>.</summary>
    public static bool IsUdp(string protocol) => protocol.StartsWith("udp", StringComparison.Ordinal);
}

/// <summary>Reads <c>/proc/net/tcp</c>, <c>tcp6</c>, <c>udp</c> and <c>udp6</c> (proc(5)). Pure, but for <see cref="Read"/>.</summary>
internal static class SocketTable
{
    private static readonly string[] Protocols = ["tcp", "tcp6", "udp", "udp6"];

    /// <summary>The sockets of a process's network namespace.</summary>
    /// <param name="process">Its id, or <c>self</c>.</param>
    public static IReadOnlyCollection<SocketEntry> Read(string process) => Newest(
        Protocols.SelectMany(protocol => ReadIfThere($"/proc/{process}/net/{protocol}").Skip(1).Select(line => Parse(protocol, line))));

    /// <summary>
    /// Each socket once, as it was read last. The kernel gives its tables in pieces, and finds its place again by counting: while sockets
    /// come, it gives the same rows twice and more often (Linux 6.18: hundreds of times while 20 connections at a time came and went).
    /// </summary>
    public static IReadOnlyCollection<SocketEntry> Newest(IEnumerable<SocketEntry> rows)
    {
        var byIdentity = new Dictionary<(string, IPEndPoint, IPEndPoint, long), SocketEntry>();
        foreach (var row in rows)
            byIdentity[row.Identity] = row;
        return byIdentity.Values;
    }

    /// <summary>Reads one line below the heading.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static SocketEntry Parse(string protocol, string line)
    {
        // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ...
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 10)
            throw new FormatException($"not a line of /proc/net/{protocol}: {line}");
        var state = int.Parse(words[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new SocketEntry(
            protocol,
            Address(words[1]),
            Address(words[2]),
            SocketEntry.IsUdp(protocol) ? TcpState.UdpName(state) : TcpState.Name(state),
            long.Parse(words[9], CultureInfo.InvariantCulture));
    }

    // Words of 32 bits, each written as a number of this machine although it holds bytes in network order; then the port, as a number.
    private static IPEndPoint Address(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var bytes = text[..colon].Chunk(8)
            .SelectMany(word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        var port = int.Parse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new IPEndPoint(new IPAddress(bytes.ToArray()), port);
    }

    // A kernel without IPv6 has no tables of it.
    private static string[] ReadIfThere(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
