using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SocketLab;

/// <summary>A command with an exercise to do with it.</summary>
/// <param name="name">The word that is typed.</param>
/// <param name="summary">What it does, in one line.</param>
/// <param name="exercise">What to try and what to look at; several lines, below the help.</param>
internal sealed class ExerciseCommand(string name, string summary, string exercise) : Command(name, summary)
{
    public string Exercise { get; } = exercise;
}

/// <summary>The help, and below it the exercise.</summary>
internal sealed class ExerciseHelp(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExerciseCommand command)
            parseResult.InvocationConfiguration.Output.WriteLine($"Exercise:\n{command.Exercise}\n");
        return exitCode;
    }
}
