using System.CommandLine;

namespace LedCli;

/// <summary>One row of the table of verbs.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Summary">What it does, one sentence.</param>
/// <param name="TakesLed">True when a LED's name may stand before it.</param>
/// <param name="Examples">Command lines for the help, each with what it is for.</param>
/// <param name="Fill">Adds its arguments and options to a command, and what carries it out.</param>
internal sealed record Verb(
    string Name, string Summary, bool TakesLed, IReadOnlyList<(string Line, string Meaning)> Examples, Action<Command, Invocation> Fill)
{
    /// <summary>Makes the command.</summary>
    public Command ToCommand(Invocation invocation)
    {
        var command = new Command(Name, Summary);
        Fill(command, invocation);
        return command;
    }
}
