using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>What becomes of the pipe that a daemon's standard output is.</summary>
internal enum OutputReader
{
    /// <summary>It is read to its end.</summary>
    Reads,

    /// <summary>Its reading end is closed behind the first line.</summary>
    ClosesAfterFirstLine,

    /// <summary>It is left unread behind the first line.</summary>
    StallsAfterFirstLine,
}

/// <summary>A real program as a process of its own. Disposing kills it, by its id, and waits for its end.</summary>
internal sealed partial class DaemonProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly OutputReader _reader;
    private readonly Task _reading;

    private DaemonProcess(Process process, OutputReader reader)
    {
        _process = process;
        _reader = reader;
        _reading = Task.WhenAll(
            CollectAsync(process.StandardOutput, Output, isOutput: true), CollectAsync(process.StandardError, Error, isOutput: false));
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>The lines of standard output, cut at LF only: a CR is a part of its line.</summary>
    public Arrivals<string> Output { get; } = new("lines on standard output");

    /// <summary>The lines of standard error.</summary>
    public Arrivals<string> Error { get; } = new("lines on standard error");

    /// <summary>Types a line.</summary>
    public Task TypeAsync(string line) => PressKeysAsync(line + "\n");

    /// <summary>Types without the end of a line.</summary>
    public async Task PressKeysAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys).WaitAsync(Limits.Test);
        await _process.StandardInput.FlushAsync().WaitAsync(Limits.Test);
    }

    /// <summary>Ends the input, as Ctrl-D does.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>True once the process is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    public static DaemonProcess Start(string program, IEnumerable<string> arguments, OutputReader reader = OutputReader.Reads)
    {
        // Whoever runs these tests in the background may have Ctrl-C ignored, and programs inherit that. env becomes the program, with its id.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["DOTNET_ROOT"] = Programs.DotnetRoot;
        // Of a service manager that these tests may run under.
        start.Environment.Remove("JOURNAL_STREAM");
        start.Environment.Remove("NOTIFY_SOCKET");
        return new DaemonProcess(Process.Start(start)!, reader);
    }

    /// <summary>Waits for so many lines of standard output that hold a text, and returns the last of these.</summary>
    public Task<string> WaitForLineAsync(string text, int count = 1) =>
        Output.WaitForAsync(line => line.Contains(text, StringComparison.Ordinal), count);

    /// <summary>How many lines of standard output hold a text so far.</summary>
    public int CountLines(string text) => Output.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until led-tcp listens, and returns its port.</summary>
    public async Task<int> PortAsync()
    {
        var line = await WaitForLineAsync("Listening on ");
        return int.Parse(ListeningPort().Match(line).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(Signal signal)
    {
        // A process that has not been waited for keeps its id, so this never reaches another one.
        if (!_process.HasExited && SystemCalls.Kill(Id, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Waits for the end of the process and of its output.</summary>
    /// <returns>The exit status; 128 and the signal's number if one ended it.</returns>
    public async Task<int> ExitAsync(TimeSpan? limit = null)
    {
        await _process.WaitForExitAsync().WaitAsync(limit ?? Limits.Test);
        if (_reader == OutputReader.Reads)
            await _reading.WaitAsync(Limits.Test);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Signal(Support.Signal.Kill);
        await ExitAsync();
        _process.Dispose();
    }

    private async Task CollectAsync(StreamReader from, Arrivals<string> lines, bool isOutput)
    {
        var line = new StringBuilder();
        var buffer = new char[4096];
        int count;
        while ((count = await from.ReadAsync(buffer)) > 0)
        {
            foreach (var c in buffer.AsMemory(0, count).ToArray())
            {
                if (c != '\n')
                {
                    line.Append(c);
                    continue;
                }
                lines.Add(line.ToString());
                line.Clear();
            }
            if (isOutput && _reader != OutputReader.Reads && lines.All.Count > 0)
                break;
        }
        if (line.Length > 0)
            lines.Add(line.ToString());
        if (isOutput && _reader == OutputReader.ClosesAfterFirstLine)
            from.Dispose();
        lines.End();
    }

    [GeneratedRegex(@":(\d+), adapter ")]
    private static partial Regex ListeningPort();
}
