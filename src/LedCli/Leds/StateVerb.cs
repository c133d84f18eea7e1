using System.CommandLine;
using IpcSocket.Protocol.Wire;
using Command = System.CommandLine.Command;

namespace LedCli.Leds;

/// <summary><c>led toggle</c> and <c>led status</c></summary>
internal static class StateVerb
{
    public static void FillToggle(Command command, Invocation invocation) => command.SetAction(
        (parsed, cancelled) => LedQuestion.AskAsync(LedLine.Of(invocation.LedName, "TOGGLE"), parsed, invocation, cancelled));

    public static void FillStatus(Command command, Invocation invocation)
    {
        var json = new Option<bool>("--json") { Description = "Prints an object: {\"led\":\"kitchen\",\"state\":\"On\"}" };
        command.Options.Add(json);
        command.SetAction((parsed, cancelled) => parsed.GetValue(json)
            ? PrintJsonAsync(parsed, invocation, cancelled)
            : LedQuestion.AskAsync(LedLine.Of(invocation.LedName, "STATUS"), parsed, invocation, cancelled));
    }

    private static async Task<int> PrintJsonAsync(ParseResult parsed, Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = await invocation.ConnectAsync(parsed, cancellationToken).ConfigureAwait(false);
        // A reply leaves the default LED's name out; the list begins with it.
        var report = invocation.LedName.Length == 0
            ? (await session.OkListAsync("LIST", cancellationToken).ConfigureAwait(false))[0]
            : await session.OkStateAsync(LedLine.Of(invocation.LedName, "STATUS"), cancellationToken).ConfigureAwait(false);
        var named = report.Name.Length == 0 ? new LedReport(invocation.LedName, report.State) : report;
        await invocation.Around.Output.WriteLineAsync(StateText.Json(named)).ConfigureAwait(false);
        return ExitStatus.Done;
    }
}
