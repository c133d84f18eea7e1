using IpcSocket.Tests.Support;
using LedCli;

namespace IpcSocket.Tests.LedCli;

/// <summary>One run of the program in this process, with nothing of the machine around it but what the test puts there.</summary>
internal sealed class CliTrial : IDisposable
{
    private readonly CancellationTokenSource _interrupt = new();
    private Action _outputClosed = static () => { };

    public PrintedLines Output { get; } = new();

    public PrintedLines Error { get; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    public IReadOnlyList<string> SettingsFiles { get; init; } = [];

    public bool HasService { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What the program finds.</summary>
    public Surroundings Around => new()
    {
        Output = Output,
        Error = Error,
        Variable = Variables.GetValueOrDefault,
        SettingsFiles = SettingsFiles,
        HasService = HasService,
        Time = Time,
        ListenForInterrupts = () => _interrupt.Token,
        WatchOutput = closed => _outputClosed = closed,
    };

    /// <summary>Runs it to its end.</summary>
    public Task<int> RunAsync(params string[] args) => CommandLine.RunAsync(args, Around).WaitAsync(Limits.Test);

    /// <summary>Runs it against a server of this process.</summary>
    public Task<int> RunAsync(RunningServer server, params string[] args)
    {
        Variables["LED_PORT"] = $"{((System.Net.IPEndPoint)server.Address).Port}";
        return RunAsync(args);
    }

    /// <summary>Presses Ctrl-C.</summary>
    public Task InterruptAsync() => _interrupt.CancelAsync();

    /// <summary>Closes the pipe that its output is.</summary>
    public void CloseOutput() => _outputClosed();

    public void Dispose()
    {
        _interrupt.Dispose();
        Output.Dispose();
        Error.Dispose();
    }
}
