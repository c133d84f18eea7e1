using System.CommandLine;

namespace LedCli.Leds;

/// <summary><c>led list</c></summary>
internal static class ListVerb
{
    public static void Fill(Command command, Invocation invocation)
    {
        var json = new Option<bool>("--json") { Description = "Prints an object for each LED, one a line: {\"led\":\"kitchen\",\"state\":\"On\"}" };
        var names = new Option<bool>("--names") { Description = "Prints the names only" };
        command.Options.Add(json);
        command.Options.Add(names);
        command.SetAction((parsed, cancelled) => RunAsync(parsed, parsed.GetValue(names), parsed.GetValue(json), invocation, cancelled));
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, bool namesOnly, bool asJson, Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = await invocation.ConnectAsync(parsed, cancellationToken).ConfigureAwait(false);
        foreach (var report in await session.OkListAsync("LIST", cancellationToken).ConfigureAwait(false))
        {
            var line = namesOnly ? StateText.Name(report) : asJson ? StateText.Json(report) : StateText.Of(report);
            await invocation.Around.Output.WriteLineAsync(line).ConfigureAwait(false);
        }
        return ExitStatus.Done;
    }
}
