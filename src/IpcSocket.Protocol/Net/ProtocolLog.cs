using System.Net;
using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Protocol.Net;

/// <summary>Every message of this library. Event ids 100 to 199.</summary>
internal static partial class ProtocolLog
{
    [LoggerMessage(100, LogLevel.Debug, "Connection from {Peer}")]
    public static partial void Opened(ILogger logger, EndPoint peer);

    [LoggerMessage(101, LogLevel.Debug, "Connection from {Peer} closed: {Reason}")]
    public static partial void Closed(ILogger logger, EndPoint peer, string reason);

    [LoggerMessage(102, LogLevel.Warning, "{Open} open, the limit; {Peer} is refused, as is every other until one closes")]
    private static partial void LimitReached(ILogger logger, string open, EndPoint peer);

    [LoggerMessage(103, LogLevel.Warning, "Cannot accept connections for the moment: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, string reason);

    [LoggerMessage(104, LogLevel.Error, "The handler failed on a line from {Peer}; its connection is closed")]
    public static partial void HandlerFailed(ILogger logger, EndPoint peer, Exception exception);

    [LoggerMessage(105, LogLevel.Warning, "{Connections} did not end in time and {Were} cut off")]
    private static partial void CutOff(ILogger logger, string connections, string were);

    [LoggerMessage(106, LogLevel.Debug, "A line from {Peer} is not text: {Line}")]
    private static partial void NotTextLine(ILogger logger, EndPoint peer, string line);

    [LoggerMessage(107, LogLevel.Error, "The handler failed on a datagram from {Peer}; it gets no reply")]
    public static partial void DatagramHandlerFailed(ILogger logger, EndPoint peer, Exception exception);

    public static void LimitReached(ILogger logger, int count, EndPoint peer) =>
        LimitReached(logger, $"{CountText.Format(count, "connection")} {(count == 1 ? "is" : "are")}", peer);

    public static void CutOff(ILogger logger, int count) =>
        CutOff(logger, CountText.Format(count, "connection"), count == 1 ? "was" : "were");

    public static void NotText(ILogger logger, EndPoint peer, ReadOnlySpan<byte> line)
    {
        // Escaping allocates; nobody asks for it as a rule.
        if (logger.IsEnabled(LogLevel.Debug))
            NotTextLine(logger, peer, LineText.Escape(line));
    }
}
