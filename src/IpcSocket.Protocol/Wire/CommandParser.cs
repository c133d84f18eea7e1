using System.Text;

namespace IpcSocket.Protocol.Wire;

/// <summary>A line that was understood, or why it was not. It points into the line and lives as long.</summary>
public readonly ref struct ParsedCommand
{
    /// <summary>The row of the table, null when the line is no command; then <see cref="Error"/> says why.</summary>
    public Command? Command { get; init; }

    /// <summary>The LED's name as sent, empty when none was.</summary>
    public ReadOnlySpan<byte> LedName { get; init; }

    /// <summary>How long a blinking LED is lit and dark together.</summary>
    public TimeSpan Period { get; init; }

    /// <summary>How long the command holds; null for until the next one.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>True when it holds as long as the connection.</summary>
    public bool IsUntilClose { get; init; }

    /// <summary>Why the line is no command.</summary>
    public ErrorCode Error { get; init; }

    /// <summary>The word at fault, empty when one is missing.</summary>
    public ReadOnlySpan<byte> Offender { get; init; }

    /// <summary>What people are told about it.</summary>
    public ReadOnlySpan<byte> Reason { get; init; }
}

/// <summary>Understands a line. Pure, and allocates nothing.</summary>
/// <remarks><code>
/// command = "LED" [name] switch
///         / "LIST" / "WATCH" / "UNWATCH" / "PING" / "HELP" / "STATS" / "VERSION" / "QUIT"
/// switch  = "ON" [for / "UNTIL" "CLOSE"] / "OFF" [for] / "TOGGLE" / "STATUS" / "BLINK" [period] [for]
/// for     = "FOR" duration
/// period  = duration                      ; at least 50 ms, 1 s when left out
/// </code>
/// Durations are those of <see cref="DurationText"/>. Words are separated by blanks; keywords are taken in any case. The words come from <see cref="Command.All"/>.</remarks>
public static class CommandParser
{
    /// <summary>The shortest turn of a blinking LED. Twice as fast nobody would see it blink.</summary>
    public static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(1);

    // The table, cut into words once: commands of one word, and the second word of those addressed to a LED.
    private static readonly (string Word, Command Command)[] Plain =
        [.. Command.All.Where(c => !c.IsForLed).Select(c => (c.Words, c))];

    private static readonly (string Word, Command Command)[] ForLed =
        [.. Command.All.Where(c => c.IsForLed).Select(c => (c.Words[(Command.LedKeyword.Length + 1)..], c))];

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
            return Fault(default, LedVerbMissing);
        if (line.IsEmpty)
            return Fault(word, NoLedVerb);
        if (!LedName.IsValid(word))
            return Fault(word, "cannot be the name of a LED"u8);
        var verb = NextWord(ref line);
        return Find(ForLed, verb) is { } named
            ? Complete(named, word, line)
            : Fault(verb, NoLedVerb);
    }

    private static ParsedCommand Complete(Command command, ReadOnlySpan<byte> ledName, ReadOnlySpan<byte> rest)
    {
        var options = new OptionReader(rest);
        var period = options.Period(Takes(command, CommandOptions.Period));
        var length = options.For(Takes(command, CommandOptions.For));
        var isUntilClose = length is null && options.UntilClose(Takes(command, CommandOptions.UntilClose));
        options.End();
        return options.Reason.IsEmpty
            ? new() { Command = command, LedName = ledName, Period = period, For = length, IsUntilClose = isUntilClose }
            : Fault(options.Word, options.Reason);
    }

    // Not HasFlag, which would allocate where the code is not optimized.
    private static bool Takes(Command command, CommandOptions option) => (command.Options & option) != 0;

    private static ParsedCommand Fault(ReadOnlySpan<byte> offender, ReadOnlySpan<byte> reason) =>
        new() { Error = ErrorCode.BadArgument, Offender = offender, Reason = reason };

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

    /// <summary>Reads what follows the keywords, word by word, up to the first fault.</summary>
    private ref struct OptionReader
    {
        private ReadOnlySpan<byte> _rest;

        public OptionReader(ReadOnlySpan<byte> rest)
        {
            _rest = rest;
            Next();
        }

        /// <summary>The word in hand, and so the one at fault.</summary>
        public ReadOnlySpan<byte> Word { get; private set; }

        /// <summary>What is wrong with it, empty when nothing is.</summary>
        public ReadOnlySpan<byte> Reason { get; private set; }

        public TimeSpan Period(bool isTaken)
        {
            if (!isTaken || Word.IsEmpty || Is("FOR"u8))
                return DefaultPeriod;
            if (DurationText.TryParse(Word, out var period) && period >= ShortestPeriod)
                Next();
            else
                Reason = "is no period; write it as 200ms or 2s, 50ms at least"u8;
            return period;
        }

        public TimeSpan? For(bool isTaken)
        {
            if (!isTaken || !Is("FOR"u8))
                return null;
            Next();
            if (DurationText.TryParse(Word, out var length))
                Next();
            else
                Reason = Word.IsEmpty ? "FOR needs a duration: 500ms, 30s, 5m, 2h"u8 : "is no duration; write it as 500ms, 30s, 5m or 2h, 720h at most"u8;
            return length;
        }

        public bool UntilClose(bool isTaken)
        {
            if (!isTaken || !Is("UNTIL"u8))
                return false;
            Next();
            if (Is("CLOSE"u8))
                Next();
            else
                Reason = Word.IsEmpty ? "UNTIL needs CLOSE"u8 : "is not CLOSE, which must follow UNTIL"u8;
            return true;
        }

        public void End()
        {
            if (Reason.IsEmpty && !Word.IsEmpty)
                Reason = "is more than this command takes"u8;
        }

        // Behind a fault there is nothing to read.
        private readonly bool Is(ReadOnlySpan<byte> keyword) => Reason.IsEmpty && Ascii.EqualsIgnoreCase(Word, keyword);

        private void Next() => Word = NextWord(ref _rest);
    }
}
