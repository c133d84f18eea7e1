using System.Net;
using ButtonTcp;
using IpcSocket.Platform;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

/// <summary>The link against a server that answers as the test says.</summary>
public sealed class LedLinkTests
{
    private readonly CollectingLogger<LedLink> _log = new();
    private readonly PressQueue _presses = new(new DesiredState(TimeProvider.System));

    [Fact]
    public async Task A_press_asks_for_the_state_and_then_for_the_other_one_by_name()
    {
        var handler = new ScriptedHandler("OK LED On", "OK LED On", "OK LED Off");
        await RunAsync(handler, async () =>
        {
            await _log.EntryAsync(251);
            Press();
            Assert.Equal("Button pressed: LED Off", (await _log.EntryAsync(255)).Message);
        });
        Assert.Equal(["LED STATUS", "LED STATUS", "LED OFF"], handler.Lines);
    }

    [Fact]
    public async Task A_press_that_a_stopping_server_did_not_carry_out_is_sent_again()
    {
        var handler = new ScriptedHandler(
            "OK LED Off", "OK LED Off", "ERR stopping soon", "OK LED Off", "OK LED Off", "OK LED On");
        await RunAsync(handler, async () =>
        {
            await _log.EntryAsync(251);
            Press();
            Assert.Equal("Button pressed: LED On", (await _log.EntryAsync(255)).Message);
        });
        Assert.Equal(["LED ON", "LED ON"], handler.Lines.Where(l => l != "LED STATUS"));
        Assert.Single(_log.Entries, e => e.EventId == 252);
        Assert.Single(_log.Entries, e => e.EventId == 253);
        Assert.Equal(2, _log.Entries.Count(e => e.EventId == 251));
    }

    [Fact]
    public async Task A_press_that_the_server_refuses_is_done_with()
    {
        var handler = new ScriptedHandler("OK LED Off", "OK LED Off", "ERR device-failed see log", "OK LED Off", "OK LED On");
        await RunAsync(handler, async () =>
        {
            await _log.EntryAsync(251);
            Press();
            Assert.Equal("led-tcp refused LED On: device-failed see log", (await _log.EntryAsync(256)).Message);
            Press();
            await _log.EntryAsync(255);
        });
    }

    [Fact]
    public async Task What_is_not_led_tcp_is_named_escaped_and_tried_again()
    {
        var handler = new ScriptedHandler("220 mail ESMTP \\", "OK LED On");
        await RunAsync(handler, async () =>
        {
            Assert.Contains(
                "what answers is not led-tcp: '220 mail ESMTP \\x5c'", (await _log.EntryAsync(252)).Message, StringComparison.Ordinal);
            await _log.EntryAsync(251);
        });
    }

    private void Press() => _presses.Press(TimeProvider.System.GetTimestamp());

    private async Task RunAsync(ScriptedHandler handler, Func<Task> test)
    {
        await using var server = await RunningServer.StartAsync(handler);
        var endpoint = new Endpoint("127.0.0.1", ((IPEndPoint)server.Address).Port);
        var options = new ButtonTcpOptions(endpoint, new ButtonSettings { Fifo = "/nowhere" }, TimeSpan.FromSeconds(30));
        using var stop = new CancellationTokenSource();
        using var link = new LedLink(options, _presses, () => { }, _log, TimeProvider.System);
        var run = link.RunAsync(stop.Token);
        await test();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Limits.Test));
    }

    /// <summary>Answers each line with the next reply of a list, the last of which stays.</summary>
    private sealed class ScriptedHandler(params string[] replies) : ILineHandler
    {
        private readonly Queue<string> _replies = new(replies);

        public List<string> Lines { get; } = [];

        public LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply)
        {
            Lines.Add(System.Text.Encoding.ASCII.GetString(line));
            reply.Line(System.Text.Encoding.ASCII.GetBytes(_replies.Count > 1 ? _replies.Dequeue() : _replies.Peek()));
            return LineOutcome.Continue;
        }
    }
}
