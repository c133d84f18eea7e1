using System.CommandLine;
using System.Diagnostics;
using IpcSocket.Protocol.Net;

namespace SocketLab;

/// <summary><c>socketlab flood</c>: how much of a flood of datagrams arrives, and who lost the rest.</summary>
internal static class FloodCommand
{
    private const int DefaultPort = 12_345;
    private const int SystemBuffer = 0;
    private const int LargestBuffer = 1 << 30;
    private const int LargestDatagram = 65_507;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    // The system's clock ticks in milliseconds, so a high rate comes in small bursts. A sender that was held up longer does not catch up.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MostLate = TimeSpan.FromMilliseconds(5);

    private static readonly Option<string> ListenHost = LabOptions.ListenHost();
    private static readonly Option<string> PeerHost = LabOptions.PeerHost();
    private static readonly Option<int> ListenPort = LabOptions.ListenPort(DefaultPort);
    private static readonly Option<int> PeerPort = LabOptions.PeerPort(DefaultPort, "The receiver's port");
    private static readonly Option<int> ReceiveBuffer = LabOptions.Number(
        "--receive-buffer", "Bytes that may wait to be received; 0 is the system's default", SystemBuffer, 0, LargestBuffer);
    private static readonly Option<int> Count = LabOptions.Number(
        "--count", "How many datagrams each sender sends", 10_000, 1, FloodDatagram.MaxNumber);
    private static readonly Option<int> Senders = LabOptions.Number(
        "--senders", "How many send at the same time, each from a port of its own", 1, 1, 100);
    private static readonly Option<int> Size = LabOptions.Number("--size", "The size of a datagram in bytes", 32, 1, LargestDatagram);
    private static readonly Option<int> Rate = LabOptions.Number(
        "--rate", "Datagrams a second of each sender, at most; 0 is as fast as it goes", 0, 0, 1_000_000);

    public static Command Create()
    {
        var receive = new ExerciseCommand("receive", "Counts numbered datagrams until Ctrl-C", """
              1. Start it, and in a second terminal:   socketlab flood send --senders 3
              2. Start it with --receive-buffer 4096: what is lost now, and does the kernel's count agree with ours?
              3. Start it with --receive-buffer 64000000 (as root; others get net.core.rmem_max at most): is anything still lost?
              4. Slow the senders down: --rate 2000 with the system's buffer, --rate 50 with the small one. What is it, then, that loses?
              Beside it:   ss -ulnm 'sport = :12345'   (rb = buffer, d = drops)      nstat -az UdpRcvbufErrors
            """) { ListenHost, ListenPort, ReceiveBuffer };
        receive.SetAction(ReceiveAsync);
        var send = new ExerciseCommand("send", "Sends 10,000 numbered datagrams, from one sender or several", """
              1. Send to a receiver that runs, and compare what the sender says with what the receiver says. Who knows of a loss?
              2. --senders 8: are datagrams of one sender out of order? What would bring them out of order?
              3. Send to a port where nobody receives: the first error comes from the other machine's kernel, by ICMP.
            """) { PeerHost, PeerPort, Count, Senders, Size, Rate };
        send.SetAction(SendAsync);
        return new Command("flood", "The reliability of UDP: sent, received, lost, and who lost it") { receive, send };
    }

    private static async Task ReceiveAsync(ParseResult arguments, CancellationToken stopping)
    {
        var book = new FloodBook();
        var asked = arguments.GetValue(ReceiveBuffer);
        using var server = await DatagramServer.BindAsync(
            new Endpoint(arguments.GetRequiredValue(ListenHost), arguments.GetValue(ListenPort)),
            (datagram, sender) =>
            {
                book.Count(datagram.Span, sender);
                return default;
            },
            new DatagramServerOptions { ReceiveBuffer = asked == SystemBuffer ? null : asked },
            cancellationToken: stopping).ConfigureAwait(false);
        Screen.Line("To be seen: how many datagrams arrive, and that those which do not were dropped by this machine's own kernel.");
        Screen.Line($"Serving UDP {server.Address}; Ctrl-C ends it. Receive buffer: {server.ReceiveBuffer} bytes.");
        await Lab.RunTogetherAsync(server.RunAsync, stop => ReportAsync(server, book, stop), stopping).ConfigureAwait(false);
    }

    private static async Task ReportAsync(DatagramServer server, FloodBook book, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(ReportInterval);
        var seen = 0L;
        var isReported = false;
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                var received = server.Received;
                if (received != seen)
                    Screen.Line($"{book.Progress()}, dropped by the kernel {server.Dropped}");
                else if (!isReported && received > 0)
                    Report(server, book);
                isReported = received == seen && received > 0;
                seen = received;
            }
        }
        catch (OperationCanceledException)
        {
            if (!isReported || server.Received != seen)
                Report(server, book);
        }
    }

    private static void Report(DatagramServer server, FloodBook book)
    {
        foreach (var line in book.Report())
            Screen.Line(line);
        var dropped = server.Dropped;
        var why = dropped == 0 ? "" : $": they came while the receive buffer of {server.ReceiveBuffer} bytes was full";
        Screen.Line($"the kernel dropped {dropped}{why}");
    }

    private static async Task SendAsync(ParseResult arguments, CancellationToken stopping)
    {
        var endpoint = new Endpoint(arguments.GetRequiredValue(PeerHost), arguments.GetValue(PeerPort));
        Screen.Line("To be seen: what is sent; whether it arrives, only the receiver knows.");
        await Reach.TryAsync(endpoint, async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, arguments.GetValue(Senders))
                .Select(_ => Task.Run(() => SendAsync(endpoint, arguments, stopping), stopping))).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private static async Task SendAsync(Endpoint endpoint, ParseResult arguments, CancellationToken stopping)
    {
        var (count, size, rate) = (arguments.GetValue(Count), arguments.GetValue(Size), arguments.GetValue(Rate));
        using var client = await DatagramClient.ConnectAsync(endpoint, cancellationToken: stopping).ConfigureAwait(false);
        var start = Stopwatch.GetTimestamp();
        var due = TimeSpan.Zero;
        for (var number = 1; number <= count; number++)
        {
            await client.SendAsync(new FloodDatagram(number, count).ToBytes(size), stopping).ConfigureAwait(false);
            if (rate == 0)
                continue;
            var now = Stopwatch.GetElapsedTime(start);
            due = TimeSpan.FromTicks(Math.Max((due + (TimeSpan.FromSeconds(1) / rate)).Ticks, (now - MostLate).Ticks));
            if (due - now >= ShortestWait)
                await Task.Delay(due - now, stopping).ConfigureAwait(false);
        }
        Screen.Line($"{client.Local} -> {client.Peer}: sent {count} in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
    }
}
