using System.Text;
using IpcSocket.Protocol.Net;

namespace LedCli;

/// <summary>What the program finds around it, so that tests can put something else there.</summary>
internal sealed record Surroundings
{
    private const string SettingsName = "appsettings.json";
    private const string Unit = "led-tcp.service";

    // systemd.unit(5); the last one is Debian's before the directories were merged.
    private static readonly string[] UnitDirectories =
        ["/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];

    /// <summary>Where results go, each line at once.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where everything else goes.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>True when a person looks at <see cref="Output"/>.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>True when a person looks at <see cref="Error"/>.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>The value of an environment variable, null when it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>The settings are read from the first of these files that is there.</summary>
    public IReadOnlyList<string> SettingsFiles { get; init; } = [];

    /// <summary>True when this machine has led-tcp as a service of systemd.</summary>
    public bool HasService { get; init; }

    /// <summary>The clock of waits, time-outs and printed times.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Takes Ctrl-C and SIGTERM from now on as the wish to end well, and returns the token that tells it.</summary>
    public required Func<CancellationToken> ListenForInterrupts { get; init; }

    /// <summary>Calls back once nobody can read <see cref="Output"/> any more. Nothing is called where that cannot be known.</summary>
    public Action<Action> WatchOutput { get; init; } = static _ => { };

    /// <summary>Has the runtime run socket handlers without a change of thread. It acts on the whole process, so tests do without.</summary>
    public Action RunHandlersOnSocketThread { get; init; } = static () => { };

    /// <summary>Says a line to the person. Where standard error is closed or full nobody can be told, and the exit status has to do.</summary>
    public void Tell(string line)
    {
        try
        {
            Error.WriteLine($"{CommandLine.Program}: {line}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The token of what ends a verb that prints until it is told to end: Ctrl-C, SIGTERM, or that nobody reads any more.</summary>
    public CancellationToken ListenForEnd()
    {
        // Not disposed: the thread that watches the output may cancel it at any time.
        var ending = CancellationTokenSource.CreateLinkedTokenSource(ListenForInterrupts());
        if (!IsOutputTerminal)
            WatchOutput(ending.Cancel);
        return ending.Token;
    }

    /// <summary>Those of the process.</summary>
    public static Surroundings OfProcess() => new()
    {
        Output = LineWriter(Console.OpenStandardOutput()),
        Error = LineWriter(Console.OpenStandardError()),
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        Variable = Environment.GetEnvironmentVariable,
        SettingsFiles = [Path.Combine(AppContext.BaseDirectory, SettingsName), $"/etc/ipc-socket/{SettingsName}"],
        HasService = UnitDirectories.Any(directory => File.Exists(Path.Combine(directory, Unit))),
        ListenForInterrupts = Interrupts.Listen,
        WatchOutput = StandardOutput.OnClosed,
        RunHandlersOnSocketThread = SocketDefaults.RunHandlersOnSocketThread,
    };

    // Console.Out would read the terminal's description first, which this program has no use for.
    private static StreamWriter LineWriter(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1024) { AutoFlush = true };
}
