using System.Collections.Concurrent;
using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace IpcSocket.Tests.LedCli;

/// <summary>A server whose replies are the test's, and that can say something unasked.</summary>
/// <param name="answer">The reply to a line; null closes the connection without one.</param>
internal sealed class AnsweringHandler(Func<string, string?> answer) : ILineHandler
{
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();

    /// <summary>Always the same reply.</summary>
    public AnsweringHandler(string reply) : this(_ => reply) { }

    /// <summary>What came, of all connections.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>How many connections there are.</summary>
    public int Connections => _connections.Count;

    public LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply)
    {
        var text = Encoding.ASCII.GetString(line);
        Lines.Enqueue(text);
        if (answer(text) is not { } said)
            return LineOutcome.Close;
        reply.Line(Encoding.ASCII.GetBytes(said));
        return LineOutcome.Continue;
    }

    public void OnOpened(Connection connection) => _connections[connection] = true;

    public void OnClosed(Connection connection) => _connections.Remove(connection, out _);

    /// <summary>Says a line to everybody.</summary>
    public async Task SayAsync(string line)
    {
        foreach (var connection in _connections.Keys)
            await connection.SendAsync(reply => reply.Line(Encoding.ASCII.GetBytes(line)));
    }

    /// <summary>Cuts everybody off.</summary>
    public void CutOff()
    {
        foreach (var connection in _connections.Keys)
            connection.Dispose();
    }
}
