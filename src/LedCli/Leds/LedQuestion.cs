using System.CommandLine;
using LedCli.Server;

namespace LedCli.Leds;

/// <summary>One line to the server, one state back, one word on standard output.</summary>
internal static class LedQuestion
{
    /// <summary>Sends the line on a connection of its own and prints the LED's state: who named the LED needs no more.</summary>
    public static async Task<int> AskAsync(string line, ParseResult parsed, Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = await invocation.ConnectAsync(parsed, cancellationToken).ConfigureAwait(false);
        await AskAsync(line, session, invocation, cancellationToken).ConfigureAwait(false);
        return ExitStatus.Done;
    }

    /// <summary>The same on a connection that stays.</summary>
    public static async Task AskAsync(string line, ServerSession session, Invocation invocation, CancellationToken cancellationToken)
    {
        var report = await session.OkStateAsync(line, cancellationToken).ConfigureAwait(false);
        await invocation.Around.Output.WriteLineAsync(StateText.Of(report.State)).ConfigureAwait(false);
    }
}
