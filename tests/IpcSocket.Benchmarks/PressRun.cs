using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace IpcSocket.Benchmarks;

/// <summary>
/// From a press to its log line through both daemons: a write to the FIFO, button-tcp, TCP, led-tcp, and the datagram led-tcp sends
/// to syslog. Two button-tcp take turns, one with gestures off and one with a hold and a double press to look out for, so that what the
/// machine does besides falls upon both.
/// </summary>
internal static class PressRun
{
    private const int WarmUpPresses = 50;
    private const int LongestWait = 10_000;

    // Between two presses of the same button lie two gaps: neither is a double press. And led-tcp logs ten changes a second, each with a line.
    private const int LeastGap = 105;
    private const string DoublePressTime = "00:00:00.050";

    private static readonly byte[] PressAndRelease = "0\n1\n"u8.ToArray();

    public static readonly string[] Options = ["--presses", "--gap-ms", "--led-tcp", "--button-tcp"];

    public static void Run(Arguments arguments, CancellationToken cancelled)
    {
        var presses = arguments.Number("--presses", 500, 1, 100_000);
        var gap = TimeSpan.FromMilliseconds(arguments.Number("--gap-ms", 110, LeastGap, 10_000));
        var ledProgram = Programs.Existing(arguments.Text("--led-tcp", Programs.Sibling("LedTcp", "led-tcp")));
        var buttonProgram = Programs.Existing(arguments.Text("--button-tcp", Programs.Sibling("ButtonTcp", "button-tcp")));
        var endpoint = Programs.FreeEndpoint();

        using var settings = new DaemonSettings(endpoint, "Information");
        using var log = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = LongestWait };
        log.Bind(new UnixDomainSocketEndPoint(settings.SyslogSocket));
        using var led = ServerProcess.Start(ledProgram, "--config", settings.ConfigFile);
        led.WaitUntilAccepting(endpoint, cancelled);
        using var off = new Button("off", buttonProgram, settings.ConfigFile, settings.Fifo, [], cancelled);
        string[] gestures =
        [
            "--ButtonClient:Hold", "LED BLINK", "--ButtonClient:DoublePress", "LED OFF", "--ButtonClient:DoublePressTime", DoublePressTime,
        ];
        using var on = new Button("on", buttonProgram, settings.ConfigFile, $"{settings.Fifo}-2", gestures, cancelled);

        PressAll([off, on], new LedLog(log), presses, gap, cancelled);
        Print(off.Sorted(presses), on.Sorted(presses));
    }

    private static void PressAll(Button[] buttons, LedLog log, int presses, TimeSpan gap, CancellationToken cancelled)
    {
        for (var i = 0; i < WarmUpPresses + presses; i++)
        {
            foreach (var button in buttons)
            {
                // The other one has to learn what the LED shows before it is pressed.
                cancelled.WaitHandle.WaitOne(gap);
                cancelled.ThrowIfCancellationRequested();
                button.Press(log);
            }

            Array.Reverse(buttons);
        }
    }

    private static void Print(long[] off, long[] on)
    {
        Console.WriteLine($"{MachineFacts.Line()}\n");
        Console.WriteLine($"{off.Length} presses each, by turns, from the write to the FIFO to the log line at the syslog socket, in microseconds\n");
        double[] shares = [0.1, 0.5, 0.9, 0.99, 1];
        Report.PrintTable(
        [
            ["gestures", "p10", "p50", "p90", "p99", "max"],
            ["off", .. shares.Select(share => Text(At(off, share), "F0"))],
            ["on", .. shares.Select(share => Text(At(on, share), "F0"))],
            ["on / off", .. shares.Select(share => Text(At(on, share) / At(off, share), "F2"))],
        ]);
    }

    private static double At(long[] sorted, double share) =>
        sorted[Math.Max((int)Math.Ceiling(share * sorted.Length), 1) - 1] * 1e6 / Stopwatch.Frequency;

    private static string Text(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>One button-tcp and its FIFO.</summary>
    private sealed class Button : IDisposable
    {
        private readonly ServerProcess _process;
        private readonly FileStream _fifo;
        private readonly List<long> _latencies = [];

        public Button(string name, string program, string config, string fifo, string[] settings, CancellationToken cancelled)
        {
            _process = ServerProcess.Start(program, ["--config", config, "--ButtonClient:Fifo", fifo, .. settings]);
            try
            {
                _process.WaitFor($"create its FIFO (gestures {name})", () => File.Exists(fifo), cancelled);
                _fifo = OpenFifo(fifo);
            }
            catch
            {
                _process.Dispose();
                throw;
            }
        }

        public void Press(LedLog log)
        {
            var begin = Stopwatch.GetTimestamp();
            _fifo.Write(PressAndRelease);
            log.WaitForChange();
            _latencies.Add(Stopwatch.GetTimestamp() - begin);
        }

        /// <summary>The newest so many, in order.</summary>
        public long[] Sorted(int presses) => [.. _latencies.TakeLast(presses).Order()];

        public void Dispose()
        {
            _fifo.Dispose();
            _process.Dispose();
        }

        private static FileStream OpenFifo(string path)
        {
            // Opening for writing waits for a reader, and a daemon that never reads must not hold up the run for ever.
            var open = Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
            return open.Wait(LongestWait) ? open.Result : throw new BenchmarkException($"button-tcp does not read its FIFO {path}");
        }
    }
}
