using Spectre.Console;

namespace LedCli.Bench;

/// <summary>Shows a person how far a run is, and leaves nothing behind.</summary>
internal static class BenchProgress
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Shows it until the run has ended.</summary>
    /// <param name="run">Where <paramref name="running"/> is.</param>
    /// <param name="running">Its end; its result is the caller's.</param>
    /// <param name="terminal">Where to show it.</param>
    public static Task ShowAsync(BenchRun run, Task running, TextWriter terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal) });
        return console.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask("measuring", autoStart: true, maxValue: 1);
            while (await Task.WhenAny(running, Task.Delay(Step)).ConfigureAwait(false) != running)
                task.Value = run.Progress;
        });
    }
}
