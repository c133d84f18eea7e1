using System.CommandLine;
using System.Text;
using IpcSocket.Protocol.Wire;
using Command = System.CommandLine.Command;

namespace LedCli;

/// <summary><c>led send LINE</c></summary>
internal static class SendVerb
{
    public static void Fill(Command command, Invocation invocation)
    {
        var line = new Argument<string[]>("LINE")
        {
            Description = "The line; several words are joined by blanks",
            Arity = ArgumentArity.OneOrMore,
        };
        command.Arguments.Add(line);
        command.SetAction((parsed, cancelled) => RunAsync(Text(parsed.GetValue(line)!), parsed, invocation, cancelled));
    }

    private static async Task<int> RunAsync(string line, ParseResult parsed, Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = await invocation.ConnectAsync(parsed, cancellationToken).ConfigureAwait(false);
        var answer = await session.AskLineAsync(line, cancellationToken).ConfigureAwait(false);
        // The reply is the result, also one that begins with ERR; only what a terminal might obey is not passed on.
        await invocation.Around.Output.WriteLineAsync(LineText.Escape(answer, LineReader.MaxReplyLength)).ConfigureAwait(false);
        return Reply.TryParse(answer, out var reply) && !reply.IsOk ? ExitStatus.Refused : ExitStatus.Done;
    }

    // An empty line gets no reply, and a line of two would get two.
    private static string Text(string[] words)
    {
        var line = string.Join(' ', words).Trim();
        if (line.Length == 0)
            throw new LedCliException(ExitStatus.Usage, "the line to send is empty");
        return LineText.IsText(Encoding.UTF8.GetBytes(line))
            ? line
            : throw new LedCliException(ExitStatus.Usage, $"the line to send is '{LineText.Escape(line)}'; allowed is printable ASCII");
    }
}
