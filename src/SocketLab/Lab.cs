using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using IpcSocket.Protocol.Net;

namespace SocketLab;

/// <summary>Runs one command of the program: its arguments, its end by Ctrl-C, and its faults as one line on standard error.</summary>
internal static class Lab
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Usage = 2;

    // Nothing on the command line is the name of a file with more of it: a text may begin with '@'.
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    /// <summary>Returns the exit code: 0 done, also when Ctrl-C ended it; 1 failed; 2 the command line is wrong.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var result = CreateRoot().Parse(args, Plain);
        if (result.Errors.Count > 0 && result.Action is not ExerciseHelp)
            return RefuseUsage(result);
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        Screen.Ended = stop.Cancel;
        var exitCode = await RunAsync(result, stop.Token).ConfigureAwait(false);
        if (Screen.Fault is not { } fault)
            return exitCode;
        Screen.Complain($"cannot write the output: {fault}");
        return Failed;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Runs two things that belong together: when one has ended, or failed, so does the other.</summary>
    public static async Task RunTogetherAsync(
        Func<CancellationToken, Task> one, Func<CancellationToken, Task> other, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] running = [one(stop.Token), other(stop.Token)];
        await Task.WhenAny(running).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <summary>Everything that can be typed.</summary>
    internal static RootCommand CreateRoot()
    {
        var root = new RootCommand("Small socket systems to run, to look into and to compare your own with. COMMAND --help tells the exercise.")
        {
            ListenCommand.Create(),
            GreetCommand.Create(),
            EchoCommand.Create(),
            SocketsCommand.Create(),
            PingPongCommand.Create(),
            FloodCommand.Create(),
            MulticastCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExerciseHelp((HelpAction)help.Action!);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken stopping)
    {
        // Help and version, which go the way of all that is shown.
        using var text = new StringWriter();
        var configuration = new InvocationConfiguration { Output = text, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            var exitCode = await result.InvokeAsync(configuration, stopping).ConfigureAwait(false);
            Screen.Text($"{text}");
            return exitCode;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Done;
        }
        catch (Exception fault) when (fault is LabException or ListenException or SocketException or InvalidDataException)
        {
            Screen.Complain(fault.Message);
            return Failed;
        }
    }

    private static int RefuseUsage(ParseResult result)
    {
        // A word that is not known explains itself; that a command is missing too only hides it.
        var unknown = result.Errors.Where(
            error => result.UnmatchedTokens.Any(word => error.Message.Contains($"'{word}'", StringComparison.Ordinal)));
        foreach (var error in unknown.DefaultIfEmpty(result.Errors[0]))
            Screen.Complain(error.Message);
        Screen.Complain($"{CommandLine(result.CommandResult)} --help tells what is possible");
        return Usage;
    }

    private static string CommandLine(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{CommandLine(parent)} {result.Command.Name}" : "socketlab";
}
