using System.CommandLine;
using System.CommandLine.Help;

namespace LedCli;

/// <summary>Reads the command line, carries it out and gives the exit status.</summary>
internal static class CommandLine
{
    /// <summary>The program's name as typed.</summary>
    public const string Program = "led";

    // Nothing on the command line is the name of a file with more of it: a line may begin with '@'.
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs the program.</summary>
    /// <returns>One of <see cref="ExitStatus"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings around)
    {
        try
        {
            var parsed = Parse(args, around);
            ThrowIfWrong(parsed);
            // Failures come to the catch below, signals to Interrupts.
            var configuration = new InvocationConfiguration
            {
                Output = around.Output,
                Error = around.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (LedCliException exception)
        {
            around.Tell(exception.Message);
            return exception.Status;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk, or an output that is closed. A pipe that nobody reads is no fault.
            around.Tell($"cannot write the output: {exception.GetBaseException().Message}");
            return ExitStatus.Usage;
        }
    }

    /// <summary>Reads a command line; what is wrong with it by the grammar is in the result.</summary>
    /// <exception cref="LedCliException">A word stands where it cannot.</exception>
    public static ParseResult Parse(IReadOnlyList<string> args, Surroundings around)
    {
        var words = Words.Read(args);
        return Grammar(words, around).Parse(words.Rest, Plain);
    }

    // Only the verb that was typed is made: to make all ten would take a tenth of the start-up.
    private static Command Grammar(Words words, Surroundings around)
    {
        var options = new CommonOptions();
        var root = new Command(Program, "Switches and watches the LEDs of led-tcp.")
        {
            new HelpOption { Action = new HelpText(words.Verb) },
            new VersionOption { Action = new VersionText() },
        };
        foreach (var option in options.All)
            root.Options.Add(option);
        if (words.Verb is { } verb)
            root.Subcommands.Add(verb.ToCommand(new Invocation(around, words.LedName, options)));
        else
            root.SetAction(NoVerb);
        return root;
    }

    private static int NoVerb(ParseResult parsed) =>
        throw new LedCliException(ExitStatus.Usage, $"what is to be done? '{Program} --help' lists the verbs");

    private static void ThrowIfWrong(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
            return;
        var verb = parsed.CommandResult.Command.Name;
        // On the wire too the name comes first.
        if (parsed.UnmatchedTokens is [var word] && VerbTable.Find(verb) is { TakesLed: true } && Words.CanBeName(word))
            throw new LedCliException(ExitStatus.Usage, $"'{word}' does not belong there; a LED's name comes first: {Program} {word} {verb}");
        var what = string.Join("; ", parsed.Errors.Select(error => error.Message.TrimEnd('.')).Distinct());
        var help = verb == Program ? $"{Program} --help" : $"{Program} {verb} --help";
        throw new LedCliException(ExitStatus.Usage, $"{what}; see '{help}'");
    }
}
