using IpcSocket.Protocol.Wire;
using Command = System.CommandLine.Command;

namespace LedCli.Leds;

/// <summary><c>led blink [PERIOD]</c></summary>
internal static class BlinkVerb
{
    public static void Fill(Command command, Invocation invocation)
    {
        var period = Values.DurationArgument("PERIOD", "Once lit and once dark, half of it each [1s]");
        var length = Values.Duration("--for", "Goes back to what it showed before, after that time");
        command.Arguments.Add(period);
        command.Options.Add(length);
        command.SetAction((parsed, cancelled) =>
            LedQuestion.AskAsync(Line(invocation.LedName, parsed.GetValue(period), parsed.GetValue(length)), parsed, invocation, cancelled));
    }

    private static string Line(string ledName, TimeSpan? period, TimeSpan? length) =>
        LedLine.Of(ledName, "BLINK", period is { } given ? DurationText.Write(given) : "", LedLine.For(length));
}
