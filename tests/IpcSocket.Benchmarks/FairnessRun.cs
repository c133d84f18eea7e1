using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace IpcSocket.Benchmarks;

/// <summary>How long one client waits for each reply while others never pause: first alone, then beside them.</summary>
internal static class FairnessRun
{
    // As often as a person or a button could at most, so that this client is no load of its own.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static readonly string[] Options = ["--peers", "--commands", "--seconds", "--led-tcp"];

    public static void Run(Arguments arguments, CancellationToken cancelled)
    {
        var peers = arguments.List("--peers", "4,1000").Select(ParsePeers).ToArray();
        var commands = arguments.List("--commands", "HELP,LED TOGGLE");
        var seconds = TimeSpan.FromSeconds(arguments.Number("--seconds", 10, 1, 600));
        var program = Programs.Existing(arguments.Text("--led-tcp", Programs.Sibling("LedTcp", "led-tcp")));
        var endpoint = Programs.FreeEndpoint();
        using var settings = new DaemonSettings(endpoint, "Warning");
        using var server = ServerProcess.Start(program, "--config", settings.ConfigFile);
        server.WaitUntilAccepting(endpoint, cancelled);

        List<string[]> rows = [["peers", "command", "p50 ms", "p99 ms", "max ms"], Row("none", "", Measure(endpoint, seconds, cancelled))];
        foreach (var command in commands)
        {
            foreach (var count in peers)
            {
                using var flooder = new Flooder(endpoint, count, command);
                rows.Add(Row(count.ToString(CultureInfo.InvariantCulture), command, Measure(endpoint, seconds, cancelled)));
            }
        }
        Console.WriteLine($"{MachineFacts.Line()}\n");
        Report.PrintTable(rows);
    }

    private static LatencyHistogram Measure(IPEndPoint endpoint, TimeSpan length, CancellationToken cancelled)
    {
        using var client = new LineExchange(endpoint);
        var latency = new LatencyHistogram();
        var begin = Stopwatch.GetTimestamp();
        for (var isWarm = false; Stopwatch.GetElapsedTime(begin) < WarmUp + length; cancelled.WaitHandle.WaitOne(Pause))
        {
            cancelled.ThrowIfCancellationRequested();
            if (!isWarm && Stopwatch.GetElapsedTime(begin) >= WarmUp)
            {
                isWarm = true;
                latency.Clear();
            }
            var asked = Stopwatch.GetTimestamp();
            // A command that needs what the others need too.
            client.Ask("LED TOGGLE\n"u8);
            latency.Record(Stopwatch.GetTimestamp() - asked);
        }
        return latency;
    }

    private static int ParsePeers(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var peers) && peers is >= 1 and <= 2000
        ? peers
        : throw new UsageException($"option '--peers {text}': expected whole numbers from 1 to 2000");

    private static string[] Row(string peers, string command, LatencyHistogram latency) =>
        [peers, command, .. new[] { 0.5, 0.99, 1 }.Select(share => (latency.Microseconds(share) / 1000).ToString("F1", CultureInfo.InvariantCulture))];
}
