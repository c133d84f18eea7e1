using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Benchmarks;

/// <summary>A program started for the run and ended with it, by its own process id.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);
    private const int KeptLines = 20;

    // What the caller's environment may hold of these would make two runs differ, or speak to the caller's own service manager.
    private static readonly string[] Foreign =
        ["LedServer__", "ButtonClient__", "Logging__", "NOTIFY_SOCKET", "LISTEN_", "WATCHDOG_", "DOTNET_SYSTEM_NET_SOCKETS_"];

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();

    private ServerProcess(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray())
            start.Environment.Remove(name);

        Name = Path.GetFileName(file);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        try
        {
            _process.Start();
        }
        catch (Win32Exception e)
        {
            throw new BenchmarkException($"{file} does not start: {e.Message}");
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Facts = new ProcessFacts(_process.Id);
    }

    public string Name { get; }

    public ProcessFacts Facts { get; }

    /// <summary>Starts <paramref name="file"/> and leaves waiting for it to the caller.</summary>
    public static ServerProcess Start(string file, params IEnumerable<string> arguments) => new(file, arguments);

    /// <summary>Waits until a connection to <paramref name="server"/> succeeds.</summary>
    /// <exception cref="BenchmarkException">The process ended, or 20 s are over.</exception>
    public void WaitUntilAccepting(IPEndPoint server, CancellationToken cancelled) =>
        WaitFor($"accept connections on {server}", () => CanConnect(server), cancelled);

    /// <summary>Waits until <paramref name="condition"/> holds, as long as the process lives and 20 s are not over.</summary>
    public void WaitFor(string what, Func<bool> condition, CancellationToken cancelled)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_process.HasExited)
                throw new BenchmarkException($"{Name} ended with status {_process.ExitCode} before it did {what}{LastLines()}");
            if (Stopwatch.GetElapsedTime(begin) > LongestStart)
                throw new BenchmarkException($"{Name} did not {what} within {LongestStart.TotalSeconds} s{LastLines()}");
            cancelled.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(25));
            cancelled.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        // Process keeps the id from being used again until it has seen the end, so this cannot meet a stranger.
        if (!_process.HasExited)
            _ = LibC.Kill(_process.Id, LibC.Terminate);
        if (!_process.WaitForExit(LongestStop))
            _process.Kill();
        _process.Dispose();
    }

    private static bool IsForeign(string name) => Foreign.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static bool CanConnect(IPEndPoint server)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(server);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;

        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
                _lastLines.Dequeue();
        }
    }

    private string LastLines()
    {
        lock (_lastLines)
            return _lastLines.Count == 0 ? "" : $"; its last lines:\n  {string.Join("\n  ", _lastLines)}";
    }
}
