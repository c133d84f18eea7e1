using System.Globalization;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests.SocketLab;

public sealed class FloodCommandTests : IAsyncLifetime
{
    // What root gets without regard to net.core.rmem_max, and holds all that the test sends even if nobody receives for a while.
    private const string LargeBuffer = "64000000";

    private readonly Classroom _room = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _room.DisposeAsync().AsTask();

    [NeedsRoot]
    public async Task With_a_large_buffer_nothing_is_lost()
    {
        var (receiver, port) = await ReceiveAsync(LargeBuffer);
        Assert.Contains("Receive buffer: 128000000 bytes.", receiver.Output.All[1], StringComparison.Ordinal);
        var (exitCode, output, _) = await _room.RunLabAsync("flood", "send", "--senders", "3", "--port", port);
        Assert.Equal(0, exitCode);
        Assert.Equal(3, output.Count(line => line.Contains(": sent 10000 in ", StringComparison.Ordinal)));
        await receiver.WaitForLineAsync("all of 3 senders: sent 30000, received 30000, lost 0, out of order 0, doubled 0");
        await receiver.WaitForLineAsync("the kernel dropped 0");
    }

    [Needs("python3")]
    public async Task With_a_small_buffer_it_loses_and_says_who_lost_it()
    {
        var (receiver, port) = await ReceiveAsync("2304");
        // As long as it cannot run, everything beyond the buffer is dropped.
        receiver.Signal(Signal.Stop);
        var senders = Enumerable.Range(0, 2).Select(_ => _room.Python("flood_client", port, "10000")).ToArray();
        foreach (var sender in senders)
            Assert.Equal(0, await sender.ExitAsync());
        receiver.Signal(Signal.Continue);
        // The two begin together, so the few that fitted may be of one of them. More of each follow.
        await receiver.WaitForLineAsync("missing ");
        var all = await receiver.WaitForLineAsync("all of ");
        await receiver.WaitForLineAsync("the kernel dropped ");

        var (exitCode, _, _) = await _room.RunLabAsync("flood", "send", "--count", "10000", "--port", port);
        Assert.Equal(0, exitCode);
        // Its report comes when the last of them is out of the buffer; Ctrl-C before that would leave a few uncounted.
        await receiver.WaitForLineAsync("the kernel dropped ", count: 2);
        receiver.Signal(Signal.Interrupt);
        Assert.Equal(0, await receiver.ExitAsync());
        var dropped = Number(receiver.Output.All[^1], "the kernel dropped ");
        Assert.InRange(dropped, 10_000, 29_999);
        Assert.InRange(Number(all, ", lost "), 9_000, 19_999);
        // Each datagram was received or dropped; none is missing from the accounts.
        Assert.Equal(30_000, dropped + Number(receiver.Output.All[^2], ", received "));
    }

    [Needs("python3")]
    public async Task A_rate_is_kept_and_what_fits_the_buffer_is_not_lost()
    {
        // Room for 240 of them, however long the receiver cannot run.
        var (receiver, port) = await ReceiveAsync("100000");
        var python = _room.Python("flood_client", port, "50", "1");
        Assert.Equal(0, await python.ExitAsync());
        await receiver.WaitForLineAsync("all of 1 sender: sent 50, received 50, lost 0, ");
        var (_, output, _) = await _room.RunLabAsync("flood", "send", "--count", "200", "--rate", "200", "--port", port);
        Assert.InRange(Number(output[^1], "sent 200 in "), 950, 20_000);
        await receiver.WaitForLineAsync("all of 2 senders: sent 250, received 250, lost 0, out of order 0, doubled 0");
    }

    [Needs("python3")]
    public async Task Order_and_doubles_are_seen_and_datagrams_without_a_number_too()
    {
        var (receiver, port) = await ReceiveAsync("0");
        Assert.Equal(0, await _room.Python("datagrams_client", port, "1 of 5", "3 of 5", "2 of 5", "2 of 5", "5 of 5").ExitAsync());
        await receiver.WaitForLineAsync("sent 5, received 5, lost 1, out of order 1, doubled 1");
        Assert.Equal(0, await _room.Python("datagrams_client", port, "hello").ExitAsync());
        await receiver.WaitForLineAsync("all of 2 senders: sent 5, received 5, lost 1, out of order 1, doubled 1, without a number 1");
    }

    [Needs("python3")]
    public async Task The_receiver_in_Python_gets_every_number_once()
    {
        var (receiver, port) = await _room.PythonServerAsync("flood_server", "200");
        Assert.Equal(0, (await _room.RunLabAsync("flood", "send", "--count", "100", "--senders", "2", "--size", "1", "--port", port)).ExitCode);
        await receiver.WaitForLineAsync("different 100");
    }

    [Fact]
    public async Task A_flood_to_nobody_is_told_by_the_other_kernel()
    {
        var port = $"{FreePort.Next()}";
        var (exitCode, _, error) = await _room.RunLabAsync("flood", "send", "--port", port);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"socketlab: cannot reach 127.0.0.1:{port}: nobody listens there", error, StringComparison.Ordinal);
    }

    private async Task<(DaemonProcess Receiver, string Port)> ReceiveAsync(string buffer)
    {
        var receiver = _room.Lab("flood", "receive", "--port", "0", "--receive-buffer", buffer);
        return (receiver, await Classroom.PortAsync(receiver, "UDP"));
    }

    private static int Number(string line, string before)
    {
        var start = line.IndexOf(before, StringComparison.Ordinal) + before.Length;
        var length = line.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
        return int.Parse(line.AsSpan(start, length < 0 ? line.Length - start : length), CultureInfo.InvariantCulture);
    }
}
