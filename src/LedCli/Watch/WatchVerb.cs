using System.CommandLine;
using LedCli.Server;

namespace LedCli.Watch;

/// <summary><c>led watch</c></summary>
internal static class WatchVerb
{
    public static void Fill(Command command, Invocation invocation)
    {
        var json = new Option<bool>("--json")
        {
            Description = "Prints an object a line: {\"time\":\"2026-11-20T15:42:01.123+01:00\",\"led\":\"kitchen\",\"state\":\"On\"}",
        };
        command.Options.Add(json);
        command.SetAction((parsed, _) => RunAsync(parsed, parsed.GetValue(json), invocation));
    }

    private static async Task<int> RunAsync(ParseResult parsed, bool asJson, Invocation invocation)
    {
        var around = invocation.Around;
        var ending = around.ListenForEnd();
        var server = invocation.Server(parsed);
        var watcher = new Watcher(
            cancelled => ServerSession.ConnectAsync(server, around, cancelled),
            new WatchedStates(invocation.LedName),
            Printer(around, asJson),
            around);
        try
        {
            await watcher.RunAsync(ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Ctrl-C, SIGTERM, or nobody reads any more.
        }
        return ExitStatus.Done;
    }

    private static IChangePrinter Printer(Surroundings around, bool asJson) =>
        asJson ? new JsonPrinter(around.Output)
        : around.IsOutputTerminal ? Colour(around)
        : new PlainPrinter(around.Output);

    // A method of its own: Spectre.Console is loaded for it, and for a pipe never.
    private static ColourPrinter Colour(Surroundings around) => new(around.Output);
}
