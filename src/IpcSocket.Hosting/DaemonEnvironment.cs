using System.Collections;
using System.Runtime.InteropServices;
using IpcSocket.Hosting.Systemd;
using Serilog;
using Serilog.Configuration;
using Serilog.Formatting;

namespace IpcSocket.Hosting;

/// <summary>What a daemon takes from around it, as values, so that tests can give it another one.</summary>
internal sealed record DaemonEnvironment
{
    /// <summary>The folder the program was started from, where its default configuration file is.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>The environment variables.</summary>
    public required IReadOnlyDictionary<string, string?> Variables { get; init; }

    /// <summary>This process's id, which variables of systemd are held against.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Has an action called at each SIGHUP, which then does not end the process, until what is returned is disposed of.</summary>
    public required Func<Action, IDisposable> OnHangup { get; init; }

    /// <summary>Has an action called at each SIGINT, besides what else it does, until what is returned is disposed of.</summary>
    public Func<Action, IDisposable> OnInterrupt { get; init; } = _ => Stream.Null;

    /// <summary>What <c>/proc/self/fd/1</c> points to: <c>socket:[4711]</c>, <c>/dev/pts/0</c>; null when that cannot be said.</summary>
    public string? OutputLink { get; init; }

    /// <summary>The target of the link <c>/proc/self/fd/2</c>, as <see cref="OutputLink"/>.</summary>
    public string? ErrorLink { get; init; }

    /// <summary>Standard output, for <c>--help</c>. Opened when first asked for: under systemd a daemon writes nothing there.</summary>
    public required Func<TextWriter> Output { get; init; }

    /// <summary>Standard error, for faults of the configuration.</summary>
    public required Func<TextWriter> Error { get; init; }

    /// <summary>Adds the sink that writes log lines on standard output.</summary>
    public required Action<LoggerSinkConfiguration, ITextFormatter> ConsoleSink { get; init; }

    /// <summary>
    /// Standard output is the stream that systemd put there and reads into the journal: <c>JOURNAL_STREAM</c> names its device and inode
    /// (<c>systemd.exec(5)</c>). That the variable is set does not suffice, since a shell in a desktop session inherits it.
    /// </summary>
    public bool OutputIsJournal => IsJournal(OutputLink);

    /// <summary>The same of standard error.</summary>
    public bool ErrorIsJournal => IsJournal(ErrorLink);

    /// <summary>The value of a variable, null when it is not set.</summary>
    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    /// <summary>The real one. Takes the variables of systemd out of the process's own environment.</summary>
    public static DaemonEnvironment OfThisProcess() => new()
    {
        BaseDirectory = AppContext.BaseDirectory,
        Variables = VariablesOfThisProcess(),
        ProcessId = Environment.ProcessId,
        OnHangup = OnHangupOfThisProcess,
        OnInterrupt = action => PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => action()),
        OutputLink = LinkOf("/proc/self/fd/1"),
        ErrorLink = LinkOf("/proc/self/fd/2"),
        Output = () => Console.Out,
        Error = () => Console.Error,
        ConsoleSink = (to, formatter) => to.Console(formatter),
    };

    private bool IsJournal(string? link) =>
        Variables.TryGetValue("JOURNAL_STREAM", out var stream) && stream?.Split(':') is [_, var inode] && link == $"socket:[{inode}]";

    // Loops, not queries, on the way to readiness: a query over structs is compiled anew at each start, a millisecond for every ten methods.
    private static Dictionary<string, string?> VariablesOfThisProcess()
    {
        var variables = new Dictionary<string, string?>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value;
        SystemdVariables.ClearOfThisProcess();
        return variables;
    }

    // Without a handler SIGHUP ends the process, and systemd calls that success: `systemctl reload` would be a stop.
    private static PosixSignalRegistration OnHangupOfThisProcess(Action action) => PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        action();
    });

    private static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
