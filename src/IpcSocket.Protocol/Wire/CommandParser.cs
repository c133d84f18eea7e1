using System.Text;

namespace IpcSocket.Protocol.Wire;

/// <summary>A line that was understood, or why it was not. It points into the line and lives as long.</summary>
public readonly ref struct ParsedCommand
{
    /// <summary>The row of the table, null when the line is no command; then <see cref="Error"/> says why.</summary>
    public Command? Command { get; init; }

    /// <summary>The LED's name as sent, empty when none was.</summary>
    public ReadOnlySpan<byte> LedName { get; init; }

    /// <summary>Why the line is no command.</summary>
    public ErrorCode Error { get; init; }

    /// <summary>The word at fault, empty when one is missing.</summary>
    public ReadOnlySpan<byte> Offender { get; init; }

    /// <summary>What people are told about it.</summary>
    public ReadOnlySpan<byte> Reason { get; init; }
}

/// <summary>Understands a line. Pure, and allocates nothing.</summary>
/// <remarks><code>
/// command = "LED" [name] ("ON" / "OFF" / "TOGGLE" / "STATUS")
///         / "PING" / "HELP" / "STATS" / "VERSION" / "QUIT"
/// </code>
/// Words are separated by blanks; keywords are taken in any case. The words come from <see cref="Command.All"/>.</remarks>
public static class CommandParser
{
    // The table, cut into words once: commands of one word, and the second word of those addressed to a LED.
    private static readonly (string Word, Command Command)[] Plain =
        [.. Command.All.Where(c => !IsForLed(c)).Select(c => (c.Words, c))];

    private static readonly (string Word, Command Command)[] ForLed =
        [.. Command.All.Where(IsForLed).Select(c => (c.Words[(Command.LedKeyword.Length + 1)..], c))];

    private static readonly string LedVerbs = string.Join(", ", ForLed.Select(v => v.Word));

    private static readonly byte[] NoLedVerb = Encoding.ASCII.GetBytes($"is not one of {LedVerbs}");

    private static readonly byte[] LedVerbMissing = Encoding.ASCII.GetBytes($"LED needs one of {LedVerbs}");

    /// <summary>Understands one line.</summary>
    /// <param name="line">Its text, without blanks around it and not empty (<see cref="LineReader"/>).</param>
    public static ParsedCommand Parse(ReadOnlySpan<byte> line)
    {
        var word = NextWord(ref line);
        if (Ascii.EqualsIgnoreCase(word, Command.LedKeyword))
            return ParseForLed(line);
        return Find(Plain, word) is { } command
            ? Complete(command, default, line)
            : new() { Error = ErrorCode.UnknownCommand, Offender = word, Reason = "is not a command; HELP lists them"u8 };
    }

    private static ParsedCommand ParseForLed(ReadOnlySpan<byte> line)
    {
        var word = NextWord(ref line);
        if (Find(ForLed, word) is { } command)
            return Complete(command, default, line);
        if (word.IsEmpty)
            return new() { Error = ErrorCode.BadArgument, Reason = LedVerbMissing };
        if (line.IsEmpty)
            return new() { Error = ErrorCode.BadArgument, Offender = word, Reason = NoLedVerb };
        if (!LedName.IsValid(word))
            return new() { Error = ErrorCode.BadArgument, Offender = word, Reason = "cannot be the name of a LED"u8 };
        var verb = NextWord(ref line);
        return Find(ForLed, verb) is { } named
            ? Complete(named, word, line)
            : new() { Error = ErrorCode.BadArgument, Offender = verb, Reason = NoLedVerb };
    }

    private static ParsedCommand Complete(Command command, ReadOnlySpan<byte> ledName, ReadOnlySpan<byte> rest) => rest.IsEmpty
        ? new() { Command = command, LedName = ledName }
        : new() { Error = ErrorCode.BadArgument, Offender = NextWord(ref rest), Reason = "is more than this command takes"u8 };

    private static Command? Find((string Word, Command Command)[] table, ReadOnlySpan<byte> word)
    {
        foreach (var row in table)
        {
            if (Ascii.EqualsIgnoreCase(word, row.Word))
                return row.Command;
        }
        return null;
    }

    private static ReadOnlySpan<byte> NextWord(scoped ref ReadOnlySpan<byte> line)
    {
        var length = line.IndexOfAny(LineText.Blanks);
        var word = length < 0 ? line : line[..length];
        line = line[word.Length..].TrimStart(LineText.Blanks);
        return word;
    }

    private static bool IsForLed(Command command) => command.Words.StartsWith($"{Command.LedKeyword} ", StringComparison.Ordinal);
}
