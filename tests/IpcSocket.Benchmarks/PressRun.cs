using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace IpcSocket.Benchmarks;

/// <summary>
/// From a press to its log line through both daemons: a write to the FIFO, button-tcp, TCP, led-tcp, and the datagram led-tcp sends
/// to syslog.
/// </summary>
internal static class PressRun
{
    private const int WarmUpPresses = 50;
    private const int LongestWait = 10_000;
    private static readonly byte[] Press = "0\n"u8.ToArray();

    public static readonly string[] Options = ["--presses", "--gap-ms", "--led-tcp", "--button-tcp"];

    public static void Run(Arguments arguments, CancellationToken cancelled)
    {
        var presses = arguments.Number("--presses", 500, 1, 100_000);
        // Longer than the debounce period, or the second of two presses is no press.
        var gap = TimeSpan.FromMilliseconds(arguments.Number("--gap-ms", 60, 0, 10_000));
        var ledProgram = Programs.Existing(arguments.Text("--led-tcp", Programs.Sibling("LedTcp", "led-tcp")));
        var buttonProgram = Programs.Existing(arguments.Text("--button-tcp", Programs.Sibling("ButtonTcp", "button-tcp")));
        var endpoint = Programs.FreeEndpoint();

        using var settings = new DaemonSettings(endpoint, "Information");
        using var log = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = LongestWait };
        log.Bind(new UnixDomainSocketEndPoint(settings.SyslogSocket));
        using var led = ServerProcess.Start(ledProgram, "--config", settings.ConfigFile);
        led.WaitUntilAccepting(endpoint, cancelled);
        using var button = ServerProcess.Start(buttonProgram, "--config", settings.ConfigFile);
        button.WaitFor("create its FIFO", () => File.Exists(settings.Fifo), cancelled);

        using var fifo = OpenFifo(settings.Fifo);
        var latency = PressAll(fifo, new LedLog(log), presses, gap, cancelled);
        Print(latency);
    }

    private static long[] PressAll(FileStream fifo, LedLog log, int presses, TimeSpan gap, CancellationToken cancelled)
    {
        var latency = new long[presses];
        for (var i = -WarmUpPresses; i < presses; i++)
        {
            cancelled.WaitHandle.WaitOne(gap);
            cancelled.ThrowIfCancellationRequested();
            var begin = Stopwatch.GetTimestamp();
            fifo.Write(Press);
            log.WaitForChange();
            if (i >= 0)
                latency[i] = Stopwatch.GetTimestamp() - begin;
        }

        Array.Sort(latency);
        return latency;
    }

    private static FileStream OpenFifo(string path)
    {
        // Opening for writing waits for a reader, and a daemon that never reads must not hold up the run for ever.
        var open = Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
        return open.Wait(LongestWait) ? open.Result : throw new BenchmarkException($"button-tcp does not read its FIFO {path}");
    }

    private static void Print(long[] sorted)
    {
        Console.WriteLine($"{MachineFacts.Line()}\n");
        Console.WriteLine($"{sorted.Length} presses, from the write to the FIFO to the log line at the syslog socket, in microseconds\n");
        Report.PrintTable([["p50", "p99", "max"], [At(sorted, 0.50), At(sorted, 0.99), At(sorted, 1)]]);
    }

    private static string At(long[] sorted, double share)
    {
        var rank = Math.Max((int)Math.Ceiling(share * sorted.Length), 1);
        return (sorted[rank - 1] * 1e6 / Stopwatch.Frequency).ToString("F0", CultureInfo.InvariantCulture);
    }
}
