using System.Collections.Concurrent;
using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace IpcSocket.Tests.Support;

/// <summary>A protocol that has nothing to do with LEDs: it says back what it hears, and knows a few words of its own.</summary>
internal sealed class EchoHandler : ILineHandler
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The lines of all connections, in the order in which they came.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The connections there are.</summary>
    public ConcurrentDictionary<Connection, bool> Connections { get; } = new();

    /// <summary>Ends when the first connection has.</summary>
    public Task FirstClosed => _closed.Task;

    /// <summary>Ends when the first line has come.</summary>
    public Task FirstLine => _line.Task;

    /// <summary>Called with each line before it is answered.</summary>
    public Action<string>? Before { get; init; }

    public bool IsWholeLine(ReadOnlySpan<byte> unfinished) => unfinished.SequenceEqual("whole"u8);

    public LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply)
    {
        var text = Encoding.ASCII.GetString(line);
        Lines.Enqueue(text);
        _line.TrySetResult();
        Before?.Invoke(text);
        switch (text)
        {
            case "throw":
                throw new InvalidOperationException("asked to");
            case "big":
                reply.Line(new byte[20_000].Select(_ => (byte)'b').ToArray());
                break;
            case "huge":
                // More than the buffers of both sides hold.
                reply.Line(new byte[32 << 20]);
                break;
            case "quit":
                reply.Line("bye"u8);
                return LineOutcome.Close;
            case "unknown":
                reply.Line(line);
                return LineOutcome.UnknownCommand;
            default:
                reply.Line(line);
                break;
        }
        return LineOutcome.Continue;
    }

    public void OnOpened(Connection connection) => Connections[connection] = true;

    public void OnClosed(Connection connection)
    {
        Connections.Remove(connection, out _);
        _closed.TrySetResult();
    }
}
