using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ButtonTcp;
using IpcSocket.FuzzTests.LedCli;
using IpcSocket.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IpcSocket.FuzzTests.ButtonTcp;

/// <summary>
/// The link of button-tcp against a server that sends anything and closes: it survives, logs only printable text, keeps nothing of it, and a
/// press is acknowledged by the good server that comes after it.
/// </summary>
public sealed class LedLinkFuzzTests
{
    // Longer than the status with the two LEDs of a stream that is valid.
    private const int MaxStatusLength = 4400;

    [Fact]
    public Task The_link_outlives_a_hostile_server() => Fuzz.RunAsync(50, ReplyStreams.Make, CheckAsync, PrintableLine.Show);

    [Fact]
    public Task Invented_names_and_an_endless_line_are_not_kept() => Fuzz.CheckAsync(
        [
            "OK led=On kitchen=Off",
            .. Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"EVENT LED invented{i} On")),
            new string('x', 1 << 20),
        ],
        (lines, random) => CheckAsync(Encoding.ASCII.GetBytes(string.Join('\n', lines)), random),
        lines => $"{lines.Length} lines, the second {lines[1]}");

    private static async Task CheckAsync(byte[] stream, Generator random)
    {
        using var server = new ScriptedServer();
        using var changes = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();
        var log = new CollectingLogger<LedLink>();
        var presses = new PressQueue(new DesiredState(TimeProvider.System));
        using var link = new LedLink(
            new ButtonTcpOptions(server.Endpoint, [], TimeSpan.FromSeconds(30)), presses, () => changes.Release(), log, TimeProvider.System);
        var run = link.RunAsync(stop.Token);

        await PlayHostileAsync(server, random.Cut(stream));
        PrintableLine.Check(link.Status);
        Assert.True(link.Status.Length < MaxStatusLength, $"the status has {link.Status.Length} characters");
        await PlayGoodAsync(server, presses);
        while (presses.IsPending)
            Assert.True(await changes.WaitAsync(Limits.Test), "the press is not acknowledged");

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Limits.Test));
        foreach (var entry in log.Entries)
        {
            PrintableLine.Check(entry.Message);
            Assert.True(entry.Level < LogLevel.Error, entry.Message);
        }
    }

    private static async Task PlayHostileAsync(ScriptedServer server, List<byte[]> parts)
    {
        using var client = await server.AcceptAsync();
        try
        {
            foreach (var part in parts)
                await client.Socket.SendAsync(part);
            client.EndStream();
            await client.ReadToEndAsync();
        }
        catch (SocketException)
        {
            // The link has left before.
        }
    }

    private static async Task PlayGoodAsync(ScriptedServer server, PressQueue presses)
    {
        var client = await server.AcceptAsync();
        Assert.Equal("WATCH", await client.ReadLineAsync());
        await client.SendAsync("OK led=Off\n");
        presses.Add(new Press("", Gesture.Press, SwitchLine.Toggle, TimeProvider.System.GetTimestamp()));
        Assert.Equal("LED ON", await client.ReadLineAsync());
        await client.SendAsync("OK LED On\n");
    }
}
