using System.CommandLine;

namespace LedCli.Leds;

/// <summary><c>led on</c> and <c>led off</c></summary>
internal static class SwitchVerb
{
    public static void FillOff(Command command, Invocation invocation)
    {
        var period = For();
        command.Options.Add(period);
        command.SetAction((parsed, cancelled) =>
            LedQuestion.AskAsync(LedLine.Of(invocation.LedName, "OFF", LedLine.For(parsed.GetValue(period))), parsed, invocation, cancelled));
    }

    public static void FillOn(Command command, Invocation invocation)
    {
        var period = For();
        var untilClose = new Option<bool>("--until-close")
        {
            Description = "Holds it on until Ctrl-C, or until led or its machine is gone: then it goes to its safe state",
        };
        command.Options.Add(period);
        command.Options.Add(untilClose);
        command.Validators.Add(result =>
        {
            if (result.GetResult(period) is not null && result.GetValue(untilClose))
                result.AddError($"{period.Name} and {untilClose.Name} cannot both be meant");
        });
        command.SetAction((parsed, cancelled) => parsed.GetValue(untilClose)
            ? HoldAsync(parsed, invocation)
            : LedQuestion.AskAsync(LedLine.Of(invocation.LedName, "ON", LedLine.For(parsed.GetValue(period))), parsed, invocation, cancelled));
    }

    private static Option<TimeSpan?> For() => Values.Duration("--for", "Goes back to what it showed before, after that time");

    // The connection is what holds the LED. It ends in order here, and by the system's doing however else this process ends.
    private static async Task<int> HoldAsync(ParseResult parsed, Invocation invocation)
    {
        var interrupted = invocation.Around.ListenForInterrupts();
        try
        {
            using var session = await invocation.ConnectAsync(parsed, interrupted).ConfigureAwait(false);
            var line = LedLine.Of(invocation.LedName, "ON", "UNTIL CLOSE");
            await LedQuestion.AskAsync(line, session, invocation, interrupted).ConfigureAwait(false);
            while (true)
                await session.ReadLineAsync(interrupted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return ExitStatus.Done;
        }
    }
}
