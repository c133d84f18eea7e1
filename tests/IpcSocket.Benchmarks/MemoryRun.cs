using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace IpcSocket.Benchmarks;

/// <summary>What led-tcp holds on to: resident memory and descriptors in several states, and the CPU time it uses for nothing.</summary>
internal static class MemoryRun
{
    private const int IdleConnections = 1000;
    private const int OneShots = 10_000;
    private static readonly byte[] Request = "LED STATUS\n"u8.ToArray();
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRelease = TimeSpan.FromSeconds(10);

    // A closed connection keeps its pair of addresses in TIME_WAIT for a minute: several sources keep ports from running out in
    // repeated runs.
    private static readonly IPAddress[] Sources = [.. Enumerable.Range(2, 8).Select(last => new IPAddress([127, 0, 0, (byte)last]))];

    public static readonly string[] Options = ["--idle-seconds", "--led-tcp"];

    public static void Run(Arguments arguments, CancellationToken cancelled)
    {
        var idle = TimeSpan.FromSeconds(arguments.Number("--idle-seconds", 60, 1, 3600));
        var program = Programs.Existing(arguments.Text("--led-tcp", Programs.Sibling("LedTcp", "led-tcp")));
        var endpoint = Programs.FreeEndpoint();

        using var settings = new DaemonSettings(endpoint, "Warning");
        using var server = ServerProcess.Start(program, "--config", settings.ConfigFile);
        server.WaitUntilAccepting(endpoint, cancelled);

        List<string[]> rows = [["state", "resident MB", "descriptors"]];
        Wait(Settling, cancelled);
        var before = server.Facts.Descriptors();
        rows.Add(State("idle, just started", server));

        rows.Add(WithIdleConnections(endpoint, server, cancelled));
        WaitForRelease(server, before, cancelled);
        rows.Add(State("after closing them", server));

        ConnectOneByOne(endpoint, cancelled);
        WaitForRelease(server, before, cancelled);
        rows.Add(State($"after {OneShots} one-shot connections", server));

        var cpu = IdleCpu(server, idle, cancelled);
        rows.Add(State($"at the end, {idle.TotalSeconds} s later", server));

        Console.WriteLine($"{MachineFacts.Line()}\n");
        Report.PrintTable(rows);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nCPU time while idle: {cpu.TotalMilliseconds:F0} ms in {idle.TotalSeconds} s ({100 * (cpu / idle):F3} % of a core)"));
    }

    private static string[] WithIdleConnections(IPEndPoint endpoint, ServerProcess server, CancellationToken cancelled)
    {
        var connections = new List<LineExchange>(IdleConnections);
        try
        {
            for (var i = 0; i < IdleConnections; i++)
                connections.Add(new LineExchange(endpoint));
            // The last one asked means that all before it were accepted.
            CheckReply(connections[^1].Ask(Request));
            Wait(Settling, cancelled);
            return State($"{IdleConnections} idle connections", server);
        }
        finally
        {
            connections.ForEach(c => c.Dispose());
        }
    }

    private static void ConnectOneByOne(IPEndPoint endpoint, CancellationToken cancelled)
    {
        for (var i = 0; i < OneShots; i++)
        {
            cancelled.ThrowIfCancellationRequested();
            using var connection = new LineExchange(endpoint, Sources[i % Sources.Length]);
            CheckReply(connection.Ask(Request));
        }
    }

    private static TimeSpan IdleCpu(ServerProcess server, TimeSpan length, CancellationToken cancelled)
    {
        Wait(Settling, cancelled);
        var before = server.Facts.CpuTime();
        Wait(length, cancelled);
        return server.Facts.CpuTime() - before;
    }

    /// <summary>Gives the server time to close its ends; what it has not closed then stands in the table.</summary>
    private static void WaitForRelease(ServerProcess server, int descriptors, CancellationToken cancelled)
    {
        Wait(Settling, cancelled);
        var begin = Stopwatch.GetTimestamp();
        while (server.Facts.Descriptors() > descriptors && Stopwatch.GetElapsedTime(begin) < LongestRelease)
            Wait(TimeSpan.FromMilliseconds(100), cancelled);
    }

    private static void CheckReply(byte[] reply)
    {
        if (!reply.AsSpan().StartsWith("OK "u8))
            throw new BenchmarkException("led-tcp answered LED STATUS with something else than OK");
    }

    private static void Wait(TimeSpan length, CancellationToken cancelled)
    {
        cancelled.WaitHandle.WaitOne(length);
        cancelled.ThrowIfCancellationRequested();
    }

    private static string[] State(string name, ServerProcess server) =>
    [
        name,
        server.Facts.ResidentMegabytes().ToString("F1", CultureInfo.InvariantCulture),
        server.Facts.Descriptors().ToString(CultureInfo.InvariantCulture),
    ];
}
