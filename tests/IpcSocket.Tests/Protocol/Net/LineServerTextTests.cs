using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

// A protocol whose lines are not only ASCII, and that ends a conversation later than in the reply.
public sealed class LineServerTextTests
{
    [Fact]
    public async Task A_handler_says_what_is_text()
    {
        await using var server = await RunningServer.StartAsync(new TalkHandler());
        using var client = await RawClient.ConnectAsync(server.Address);
        await client.SendAsync(Latin1("olá\n"));
        Assert.Equal(Latin1("olá"), await client.ReadLineAsync());
        await client.SendAsync("\u0001\n");
        Assert.StartsWith("ERR not-text ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_can_be_ended_behind_what_was_sent_and_is_over_when_the_peer_closes()
    {
        var handler = new TalkHandler();
        await using var server = await RunningServer.StartAsync(handler);
        var client = await RawClient.ConnectAsync(server.Address);
        Assert.Equal("hello", await client.AskAsync("hello"));
        Assert.True(await handler.Connection!.SendAsync(writer => writer.Line("last"u8)));
        handler.Connection.EndStream();
        Assert.Equal("last\n", await client.ReadToEndAsync());
        Assert.False(handler.Closed.IsCompleted);
        client.Dispose();
        await handler.Closed.WaitAsync(Limits.Test);
        handler.Connection.EndStream();
    }

    // RawClient takes each character for a byte.
    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private sealed class TalkHandler : ILineHandler
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Connection? Connection { get; private set; }

        public Task Closed => _closed.Task;

        public bool IsText(ReadOnlySpan<byte> line) => !line.Contains((byte)1);

        public void OnOpened(Connection connection) => Connection = connection;

        public LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply)
        {
            reply.Line(line);
            return LineOutcome.Continue;
        }

        public void OnClosed(Connection connection) => _closed.TrySetResult();
    }
}
