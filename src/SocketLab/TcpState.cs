namespace SocketLab;

/// <summary>The states of a connection (RFC 9293), by the numbers of the kernel's tables (<c>net/tcp_states.h</c>).</summary>
internal static class TcpState
{
    private static readonly string[] Names =
    [
        "?", "ESTABLISHED", "SYN_SENT", "SYN_RECEIVED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", "CLOSED", "CLOSE_WAIT", "LAST_ACK", "LISTEN",
        "CLOSING", "SYN_RECEIVED",
    ];

    /// <summary>Its name, as the lesson and the RFC write it.</summary>
    public static string Name(int number) => number >= 0 && number < Names.Length ? Names[number] : Names[0];

    /// <summary>UDP has no states; the same column only says whether the socket has a fixed peer.</summary>
    public static string UdpName(int number) => Name(number) == "ESTABLISHED" ? "CONNECTED" : "-";
}
