using System.Threading.Channels;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace SocketLab;

/// <summary>A message that waits for the operator's answer.</summary>
/// <param name="Peer">Who wrote it.</param>
/// <param name="Answer">Sends the answer; false when the peer is gone.</param>
/// <param name="Close">Ends the dialogue with this peer; null where nothing but a farewell that is sent as an answer can.</param>
internal sealed record Message(string Peer, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<bool>> Answer, Action? Close = null);

/// <summary>The dialogue by TCP: a line is a message, and its answer is sent when the operator has typed it.</summary>
internal sealed class PingPongHandler(ChannelWriter<Message> messages) : ILineHandler
{
    // Any language, unlike a command of a device.
    public bool IsText(ReadOnlySpan<byte> line) => true;

    // The programs of the lesson send a message without an ending, and wait.
    public bool IsWholeLine(ReadOnlySpan<byte> unfinished) => true;

    public void OnOpened(Connection connection)
    {
        Screen.Line($"Connected: {connection.Peer}");
        Screen.Line("Waiting for a message.");
    }

    public LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply)
    {
        var text = ShownText.Of(line);
        if (Operator.IsFarewell(text))
            return LineOutcome.Close;
        Screen.Line($"Message from {connection.Peer}: {text}");
        messages.TryWrite(new Message($"{connection.Peer}", (answer, _) => connection.SendAsync(writer => writer.Line(answer.Span)), connection.EndStream));
        return LineOutcome.Continue;
    }

    public void OnClosed(Connection connection)
    {
        Screen.Line($"Connection closed: {connection.Peer}");
        Screen.Line("Waiting for a connection.");
    }
}
