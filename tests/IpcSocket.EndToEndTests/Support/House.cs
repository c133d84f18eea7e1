using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>
/// What one test has around it: a directory of its own with the FIFO and the log sockets, and the daemons it starts there. Nothing of the
/// machine's own log or of the users' FIFO is touched.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ipcsocket-e2e-");
    private readonly List<IAsyncDisposable> _inside = [];
    private int _configurations;

    /// <summary>The path of a file in the house, which need not exist.</summary>
    public string this[string name] => Path.Combine(_directory.FullName, name);

    /// <summary>The path of the FIFO that button-tcp makes.</summary>
    public string Fifo => this["fifo"];

    /// <summary>Makes the socket that the daemons take for /dev/log.</summary>
    public LogSocket OpenSyslog(bool reads = true) => Keep(new LogSocket(this["syslog"], reads));

    /// <summary>Makes the socket that the daemons take for the journal's.</summary>
    public LogSocket OpenJournal(bool reads = true) => Keep(new LogSocket(this["journal"], reads));

    /// <summary>Starts led-tcp, on a free port unless told otherwise, and waits until it listens.</summary>
    public async Task<(DaemonProcess Daemon, int Port)> StartLedAsync(params (string Key, string Value)[] settings)
    {
        var daemon = Start(Programs.LedTcp, settings);
        return (daemon, await daemon.PortAsync());
    }

    /// <summary>Starts button-tcp and waits until it takes presses.</summary>
    public async Task<DaemonProcess> StartButtonAsync(int port, params (string Key, string Value)[] settings)
    {
        var daemon = Start(Programs.ButtonTcp, [("ButtonClient:Port", $"{port}"), .. settings]);
        await daemon.WaitForLineAsync("Watching the button");
        return daemon;
    }

    /// <summary>Starts one of the programs with a configuration file of its own, and waits for nothing.</summary>
    public DaemonProcess Start(string program, params (string Key, string Value)[] settings) =>
        StartWith(program, ["--config", WriteConfiguration(settings)]);

    /// <summary>Starts a program with a command line, and waits for nothing.</summary>
    public DaemonProcess StartWith(string program, IEnumerable<string> arguments, OutputReader reader = OutputReader.Reads) =>
        Keep(DaemonProcess.Start(program, arguments, reader));

    /// <summary>Writes a configuration file: these settings over those that keep a daemon within the house.</summary>
    public string WriteConfiguration(params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] own =
        [
            ("LedServer:Port", "0"),
            ("ButtonClient:Fifo", Fifo),
            // A press waits longer than led-tcp can take to start on a busy machine.
            ("ButtonClient:MaxPressAge", "00:10:00"),
            ("Logging:Syslog:Socket", this["syslog"]),
            ("Logging:Journal:Socket", this["journal"]),
        ];
        var root = new JsonObject();
        foreach (var (key, value) in own.Concat(settings))
            Set(root, key.Split(':'), value);
        var path = this[$"appsettings.{Interlocked.Increment(ref _configurations)}.json"];
        File.WriteAllText(path, root.ToJsonString());
        return path;
    }

    /// <summary>Writes to a FIFO, which must be there, in one write.</summary>
    public void Press(string text = "0\n", string? path = null)
    {
        // Without a buffer and without asking for the length, which a FIFO has not.
        using var fifo = new FileStream(path ?? Fifo, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        });
        fifo.Write(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Presses once more, and waits until led-tcp has acknowledged the state that this asks for.</summary>
    public async Task NextPressIsAcknowledgedAsync(DaemonProcess button, string state)
    {
        var line = $"Button pressed: LED {state}";
        var count = button.CountLines(line);
        Press();
        await button.WaitForLineAsync(line, count + 1);
    }

    /// <summary>Runs a line of shell with the FIFO's path as <c>$1</c>, and waits for its end.</summary>
    public async Task<int> ShellAsync(string line)
    {
        using var shell = Process.Start("/bin/sh", ["-c", line, "sh", Fifo]);
        await shell.WaitForExitAsync().WaitAsync(Limits.Test);
        return shell.ExitCode;
    }

    /// <summary>Has something disposed together with the house, before what was there earlier.</summary>
    public T Keep<T>(T thing) where T : IAsyncDisposable
    {
        _inside.Add(thing);
        return thing;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var thing in Enumerable.Reverse(_inside))
            await thing.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static void Set(JsonObject group, string[] key, string value)
    {
        foreach (var name in key[..^1])
        {
            var inner = group[name] as JsonObject ?? [];
            group[name] ??= inner;
            group = inner;
        }
        group[key[^1]] = value;
    }
}
