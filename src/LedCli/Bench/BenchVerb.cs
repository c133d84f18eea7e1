using System.CommandLine;
using System.Text;
using IpcSocket.Protocol.Wire;
using Command = System.CommandLine.Command;

namespace LedCli.Bench;

/// <summary><c>led bench</c></summary>
internal static class BenchVerb
{
    private const string DefaultLine = "LED STATUS";

    public static void Fill(Command command, Invocation invocation)
    {
        var connections = Values.Whole("--connections", "-c", 1, 10_000, "Connections at once [50]");
        var pipelining = Values.Whole("--pipelining", "-p", 1, 256, "Requests that each sends before it waits for their replies [1]");
        var seconds = Values.Whole("--seconds", "-s", 1, 3600, "How long, after half a second that does not count [5]");
        var line = new Option<string?>("--line")
        {
            Description = $"The request, to any server that sends a line for a line [{DefaultLine}]",
            HelpName = "LINE",
            CustomParser = Values.Parser("--line", text => LineText.IsText(Encoding.UTF8.GetBytes(text)) && text.Trim().Length > 0 ? text : null,
                "printable ASCII"),
        };
        foreach (var option in (Option[])[connections, pipelining, seconds, line])
            command.Options.Add(option);
        command.SetAction((parsed, _) => RunAsync(
            new BenchPlan(
                invocation.Server(parsed),
                parsed.GetValue(line) ?? DefaultLine,
                parsed.GetValue(connections) ?? 50,
                parsed.GetValue(pipelining) ?? 1,
                TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? 5)),
            invocation.Around));
    }

    private static async Task<int> RunAsync(BenchPlan plan, Surroundings around)
    {
        // No lane ever blocks.
        around.RunHandlersOnSocketThread();
        var interrupted = around.ListenForInterrupts();
        var run = new BenchRun(plan, around);
        try
        {
            var running = run.MeasureAsync(interrupted);
            if (around.IsErrorTerminal)
                await ShowAsync(run, running, around.Error).ConfigureAwait(false);
            var report = await running.ConfigureAwait(false);
            await around.Output.WriteLineAsync(report.ToString()).ConfigureAwait(false);
            return report.IsGood ? ExitStatus.Done : ExitStatus.Refused;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            // Before anything was measured.
            return ExitStatus.Done;
        }
    }

    // A method of its own: Spectre.Console is loaded for it, and without a terminal never.
    private static Task ShowAsync(BenchRun run, Task running, TextWriter terminal) => BenchProgress.ShowAsync(run, running, terminal);
}
