using IpcSocket.Protocol.Wire;

namespace IpcSocket.Protocol.Net;

/// <summary>What becomes of a connection after a line.</summary>
public enum LineOutcome
{
    /// <summary>The next line is read.</summary>
    Continue,

    /// <summary>The replies so far are sent and the connection is closed.</summary>
    Close,

    /// <summary>
    /// The line is no command of the protocol. As the first line of a connection it closes it like <see cref="Close"/>: the peer speaks another
    /// protocol, and nothing behind it is a command. Later the next line is read.
    /// </summary>
    UnknownCommand,
}

/// <summary>
/// The seam between a line server and what it serves: a line and its peer go in, replies come out. One handler serves every connection, and
/// is called by several threads at once, though for one connection by one at a time.
/// </summary>
/// <remarks>
/// No member may block or wait: all connections share the threads that call here. A handler that has to wait for its answer keeps the
/// <see cref="Connection"/> and sends by <see cref="Connection.SendAsync"/> when it has it.
/// </remarks>
public interface ILineHandler
{
    /// <summary>Answers one line.</summary>
    /// <param name="connection">Who sent it.</param>
    /// <param name="line">Its text: as <see cref="IsText"/> allows, not empty, without blanks around it; valid until the call returns.</param>
    /// <param name="reply">Where the reply goes; it is sent after the call, with those of the other lines of the same read.</param>
    LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply);

    /// <summary>
    /// Says that a text without a line ending is nevertheless whole if its sender falls silent behind it
    /// (<see cref="LineServerOptions.UnendedLineSilence"/>). By default none is.
    /// </summary>
    bool IsWholeLine(ReadOnlySpan<byte> unfinished) => false;

    /// <summary>
    /// Says that a line is one of this protocol; any other is refused as <c>not-text</c> and closes the connection. By default that is printable ASCII
    /// (<see cref="LineText.IsText"/>), and only then may a line go to a log as it is.
    /// </summary>
    bool IsText(ReadOnlySpan<byte> line) => LineText.IsText(line);

    /// <summary>A connection was accepted. Its first line comes after this.</summary>
    void OnOpened(Connection connection) { }

    /// <summary>A connection has ended, however it ended. Nothing comes from it after this.</summary>
    void OnClosed(Connection connection) { }
}
