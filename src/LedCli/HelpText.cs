using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using LedCli.Server;

namespace LedCli;

/// <summary>Prints the help: of the program from the table of verbs, of one verb from its grammar, either with examples.</summary>
/// <param name="verb">The verb that was typed, null when none was.</param>
internal sealed class HelpText(Verb? verb) : SynchronousCommandLineAction
{
    /// <summary>Help is given whatever else is wrong.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        if (verb is null)
            WriteProgram(output);
        else
            WriteVerb(output, verb, parseResult);
        return ExitStatus.Done;
    }

    private static void WriteVerb(TextWriter output, Verb verb, ParseResult parsed)
    {
        output.Write(verb.TakesLed ? WithLedName(verb, Grammar(parsed)) : Grammar(parsed));
        output.WriteLine("Examples:");
        WriteRows(output, verb.Examples);
    }

    // The grammar's part of the help, which its library can only print.
    private static string Grammar(ParseResult parsed)
    {
        using var text = new StringWriter();
        var configuration = parsed.InvocationConfiguration;
        var output = configuration.Output;
        configuration.Output = text;
        new HelpAction().Invoke(parsed);
        configuration.Output = output;
        return text.ToString();
    }

    // The grammar does not know the name: it is taken out before the rest is parsed.
    private static string WithLedName(Verb verb, string grammar)
    {
        var usage = $"  {CommandLine.Program} {verb.Name}";
        var end = grammar.IndexOf('\n', grammar.IndexOf(usage, StringComparison.Ordinal) + usage.Length);
        return grammar
            .Insert(end + 1, $"  NAME is an LED's name; without it, the server's default LED is meant.{Environment.NewLine}")
            .Replace(usage, $"  {CommandLine.Program} [NAME] {verb.Name}", StringComparison.Ordinal);
    }

    private static void WriteProgram(TextWriter output)
    {
        output.WriteLine($"""
            Usage: {CommandLine.Program} [NAME] VERB [ARGUMENT]... [OPTION]...

            Switches and watches the LEDs of led-tcp. NAME is a LED's, the server's default LED when it is left out;
            NAME alone tells what that LED shows.

            Verbs:
            """);
        WriteRows(output, [.. VerbTable.All.Select(row => (row.TakesLed ? $"[NAME] {row.Name}" : row.Name, row.Summary))]);
        output.WriteLine("\nExamples:");
        WriteRows(output, [.. VerbTable.All.SelectMany(row => row.Examples.Take(row.Name is "on" or "blink" ? 2 : 1))]);
        output.WriteLine("\nOptions of every verb:");
        WriteRows(output, [
            .. new CommonOptions().All.Select(option => ($"{option.Name} {option.HelpName}", option.Description!)),
            ("-h, --help", $"Prints this, or behind a verb all about it; '{CommandLine.Program} help VERB' does the same"),
            ("--version", "Prints name and version"),
        ]);
        output.WriteLine($"""

            Where led-tcp is comes from the option, else the environment ({ServerAddress.HostVariable}, {ServerAddress.PortVariable}),
            else the settings file, else the default.

            Exit status:
              {ExitStatus.Done}  done
              {ExitStatus.Refused}  the server said ERR
              {ExitStatus.Usage}  wrong usage or setting
              {ExitStatus.NoConnection}  no connection
            """);
    }

    private static void WriteRows(TextWriter output, IReadOnlyList<(string Left, string Right)> rows)
    {
        // A long one pushes its own meaning to the right, not everybody's.
        var width = Math.Min(rows.Max(row => row.Left.Length), 40);
        foreach (var (left, right) in rows)
            output.WriteLine($"  {left.PadRight(width)}  {right}");
    }
}

/// <summary>Prints program and version, one line: <c>led 0.1.0</c>.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine($"{CommandLine.Program} {version}");
        return ExitStatus.Done;
    }
}
