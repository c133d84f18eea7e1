using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace IpcSocket.Benchmarks;

/// <summary>Chooses the mode. Exit status 0: measured; 1: no figure; 2: wrong words; 130: interrupted.</summary>
internal static class Program
{
    private const string Usage = """
        usage: ipcsocket-benchmarks [speed] [--cells 50x1,50x16] [--servers led-tcp,redis,echo,epoll-echo]
                                    [--rounds 5] [--seconds 2] [--led-tcp PATH]
               ipcsocket-benchmarks memory [--idle-seconds 60] [--led-tcp PATH]
               ipcsocket-benchmarks press [--presses 500] [--gap-ms 60] [--led-tcp PATH] [--button-tcp PATH]
               ipcsocket-benchmarks watch [--toggles 100000] [--pipelining 16] [--rounds 5] [--led-tcp PATH]
               ipcsocket-benchmarks fairness [--peers 4,1000] [--commands "HELP,LED TOGGLE"] [--seconds 10] [--led-tcp PATH]
               ipcsocket-benchmarks echo --port PORT           (the servers of the comparison,
               ipcsocket-benchmarks epoll-echo --port PORT      started by it)
        """;

    private static int Main(string[] words)
    {
        using var ending = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            return Run(words, ending.Token);
        }
        catch (Exception) when (ending.IsCancellationRequested)
        {
            // Ctrl-C reaches the servers too, so what is thrown may as well be a connection that one of them closed.
            return 130;
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine($"{e.Message}\n{Usage}");
            return 2;
        }
        catch (Exception e) when (e is BenchmarkException or SocketException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }

        void End(PosixSignalContext signal)
        {
            // The servers are ended on the way out, so the signal must not end this process first.
            signal.Cancel = true;
            ending.Cancel();
        }
    }

    private static int Run(string[] words, CancellationToken cancelled)
    {
        var named = words.Length > 0 && !words[0].StartsWith('-');
        var mode = named ? words[0] : words is ["--help"] ? "help" : "speed";
        var rest = words.AsSpan(named ? 1 : 0);
        switch (mode)
        {
            case "help":
                Console.WriteLine(Usage);
                break;
            case "speed":
                SpeedRun.Run(new Arguments(rest, SpeedRun.Options), cancelled);
                break;
            case "memory":
                MemoryRun.Run(new Arguments(rest, MemoryRun.Options), cancelled);
                break;
            case "press":
                PressRun.Run(new Arguments(rest, PressRun.Options), cancelled);
                break;
            case "watch":
                WatchRun.Run(new Arguments(rest, WatchRun.Options), cancelled);
                break;
            case "fairness":
                FairnessRun.Run(new Arguments(rest, FairnessRun.Options), cancelled);
                break;
            case Contestant.Echo:
                EchoServer.RunAsync(Port(rest), cancelled).GetAwaiter().GetResult();
                break;
            case Contestant.EpollEcho:
                new EpollEchoServer(Port(rest)).Run(cancelled);
                break;
            default:
                throw new UsageException($"unknown mode '{mode}'");
        }

        return 0;
    }

    private static int Port(ReadOnlySpan<string> words)
    {
        var port = new Arguments(words, "--port").Number("--port", 0, 1, 65535);
        return port > 0 ? port : throw new UsageException("--port is needed");
    }
}
