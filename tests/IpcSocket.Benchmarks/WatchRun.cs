using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IpcSocket.Benchmarks;

/// <summary>
/// What watchers cost the one who switches: toggles per second of one client, with none watching, and beside it with watchers that read and
/// watchers that never do. Every round measures each case once, so that a noisy minute is in all of them.
/// </summary>
/// <remarks>
/// The client keeps the server busy by several toggles at once. With one at a time it would measure how fast the machine wakes a sleeping
/// thread, and watchers, who keep it awake, would make it faster.
/// </remarks>
internal static class WatchRun
{
    private const int Unread = -1;
    private const int LongestWait = 10_000;
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);
    private const string Toggle = "LED TOGGLE\n";
    private static readonly byte[] Watch = "WATCH\n"u8.ToArray();

    // How many watch, and whether they read.
    private static readonly (string Name, int Watchers, bool Reads)[] Cases =
    [
        ("nobody watches", 0, false),
        ("1 watches, never reads", 1, false),
        ("100 watch, never read", 100, false),
        ("1 watches", 1, true),
        ("100 watch", 100, true),
    ];

    public static readonly string[] Options = ["--toggles", "--pipelining", "--rounds", "--led-tcp"];

    public static void Run(Arguments arguments, CancellationToken cancelled)
    {
        var toggles = arguments.Number("--toggles", 100_000, 2, 10_000_000);
        var pipelining = arguments.Number("--pipelining", 16, 1, 64);
        var rounds = arguments.Number("--rounds", 5, 1, 100);
        var program = Programs.Existing(arguments.Text("--led-tcp", Programs.Sibling("LedTcp", "led-tcp")));
        var endpoint = Programs.FreeEndpoint();
        using var settings = new DaemonSettings(endpoint, "Warning");
        using var server = ServerProcess.Start(program, "--config", settings.ConfigFile);
        server.WaitUntilAccepting(endpoint, cancelled);

        Measure(endpoint, Cases[0], toggles, pipelining, cancelled);
        var rates = Cases.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            // Each round begins with another case, and none with the end of the one before it still going on.
            foreach (var i in Enumerable.Range(round, Cases.Length).Select(turn => turn % Cases.Length))
            {
                cancelled.WaitHandle.WaitOne(Settling);
                rates[i].Add(Measure(endpoint, Cases[i], toggles, pipelining, cancelled));
            }
        }
        Print(rates, toggles, pipelining, rounds);
    }

    private static double Measure(
        IPEndPoint endpoint, (string Name, int Watchers, bool Reads) measured, int toggles, int pipelining, CancellationToken cancelled)
    {
        var watchers = new List<Socket>();
        var readers = new List<Thread>();
        try
        {
            for (var i = 0; i < measured.Watchers; i++)
                watchers.Add(StartWatching(endpoint));
            if (measured.Reads)
            {
                readers.Add(new Thread(() => ReadAll([.. watchers])) { IsBackground = true });
                readers[0].Start();
            }
            return ToggleAll(endpoint, toggles, pipelining, cancelled);
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Shutdown(SocketShutdown.Both));
            readers.ForEach(reader => reader.Join());
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    private static double ToggleAll(IPEndPoint endpoint, int toggles, int pipelining, CancellationToken cancelled)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = LongestWait };
        client.Connect(endpoint);
        var batch = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Toggle, pipelining)));
        var buffer = new byte[4096];
        var begin = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < toggles; sent += pipelining)
        {
            cancelled.ThrowIfCancellationRequested();
            client.Send(batch);
            for (var replies = 0; replies < pipelining;)
            {
                var count = client.Receive(buffer);
                replies += count > 0 ? buffer.AsSpan(0, count).Count((byte)'\n') : throw new BenchmarkException("led-tcp closed the connection");
            }
        }
        return toggles / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static Socket StartWatching(IPEndPoint endpoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Send(Watch);
        // Only its first bytes: the rest of the reply is read, or not, like everything behind it.
        if (socket.Receive(new byte[2]) != 2)
            throw new BenchmarkException("led-tcp does not answer WATCH");
        return socket;
    }

    // One thread for all of them, until they are shut down.
    private static void ReadAll(List<Socket> sockets)
    {
        var buffer = new byte[65536];
        while (sockets.Count > 0)
        {
            var readable = new List<Socket>(sockets);
            Socket.Select(readable, null, null, Unread);
            foreach (var socket in readable)
            {
                // An event that is sent to a watcher that is being closed is answered by a reset.
                if (socket.Receive(buffer, SocketFlags.None, out var error) == 0 || error != SocketError.Success)
                    sockets.Remove(socket);
            }
        }
    }

    private static void Print(List<double>[] rates, int toggles, int pipelining, int rounds)
    {
        Console.WriteLine($"{MachineFacts.Line()}\n");
        Console.WriteLine($"{toggles} times LED TOGGLE, {pipelining} at once; medians of {rounds} rounds\n");
        List<string[]> rows = [["case", "toggles/s", "ratio to the first", "(min-max)"]];
        for (var i = 0; i < Cases.Length; i++)
        {
            var ratios = rates[i].Zip(rates[0], (rate, alone) => rate / alone).Order().ToArray();
            rows.Add(
            [
                Cases[i].Name,
                Middle(rates[i].Order().ToArray()).ToString("F0", CultureInfo.InvariantCulture),
                Middle(ratios).ToString("F2", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"({ratios[0]:F2}-{ratios[^1]:F2})"),
            ]);
        }
        Report.PrintTable(rows);
    }

    private static double Middle(double[] sorted) => sorted[sorted.Length / 2];
}
