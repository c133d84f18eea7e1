namespace IpcSocket.Protocol.Wire;

/// <summary>What a command asks for.</summary>
public enum Verb
{
    /// <summary>Switch a LED on.</summary>
    LedOn,

    /// <summary>Switch a LED off.</summary>
    LedOff,

    /// <summary>Switch a LED to the other state.</summary>
    LedToggle,

    /// <summary>Tell a LED's state.</summary>
    LedStatus,

    /// <summary>Let a LED blink.</summary>
    LedBlink,

    /// <summary>Tell every LED's state.</summary>
    List,

    /// <summary>Tell every LED's state, and each change from then on.</summary>
    Watch,

    /// <summary>Tell no more changes.</summary>
    Unwatch,

    /// <summary>Answer.</summary>
    Ping,

    /// <summary>Tell every command.</summary>
    Help,

    /// <summary>Tell the server's counters.</summary>
    Stats,

    /// <summary>Tell the program's and the protocol's version.</summary>
    Version,

    /// <summary>Close the connection.</summary>
    Quit,
}

/// <summary>What may follow a command's keywords, in this order.</summary>
[Flags]
public enum CommandOptions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>How long one turn of light and dark takes together.</summary>
    Period = 1,

    /// <summary><c>FOR duration</c>: how long it holds.</summary>
    For = 2,

    /// <summary><c>UNTIL CLOSE</c>, in place of <c>FOR</c>: it holds as long as the connection.</summary>
    UntilClose = 4,
}

/// <summary>One row of the table of commands: the closed set that the parser knows, that HELP lists and that PROTOCOL.md documents.</summary>
/// <param name="Verb">What it asks for.</param>
/// <param name="Words">Its keywords, in upper case.</param>
/// <param name="Meaning">What it does, in one sentence.</param>
/// <param name="Options">What may follow.</param>
public sealed record Command(Verb Verb, string Words, string Meaning, CommandOptions Options = CommandOptions.None)
{
    /// <summary>The first word of every command that is addressed to a LED; the LED's name may follow it.</summary>
    public const string LedKeyword = "LED";

    /// <summary>The table, in the order in which HELP lists it.</summary>
    public static IReadOnlyList<Command> All { get; } =
    [
        new(Verb.LedOn, "LED ON", "Switches the LED on.", CommandOptions.For | CommandOptions.UntilClose),
        new(Verb.LedOff, "LED OFF", "Switches the LED off.", CommandOptions.For),
        new(Verb.LedToggle, "LED TOGGLE", "Switches the LED to its other state, decided in the server."),
        new(Verb.LedStatus, "LED STATUS", "Tells the LED's state."),
        new(Verb.LedBlink, "LED BLINK", "Lets the LED blink.", CommandOptions.Period | CommandOptions.For),
        new(Verb.List, "LIST", "Tells every LED's state."),
        new(Verb.Watch, "WATCH", "Tells every LED's state, and each change from then on."),
        new(Verb.Unwatch, "UNWATCH", "Tells no more changes."),
        new(Verb.Ping, "PING", "Answers."),
        new(Verb.Help, "HELP", "Lists every command."),
        new(Verb.Stats, "STATS", "Tells the server's counters."),
        new(Verb.Version, "VERSION", "Tells the program's version and the protocol's."),
        new(Verb.Quit, "QUIT", "Closes the connection."),
    ];

    /// <summary>True when a LED's name may follow the first word.</summary>
    public bool IsForLed => Words.StartsWith($"{LedKeyword} ", StringComparison.Ordinal);

    /// <summary>The keywords and what may follow them, as HELP shows it: <c>LED BLINK [period] [FOR duration]</c>.</summary>
    public string Usage => Options switch
    {
        CommandOptions.For => $"{Words} [FOR duration]",
        CommandOptions.For | CommandOptions.UntilClose => $"{Words} [FOR duration | UNTIL CLOSE]",
        CommandOptions.Period | CommandOptions.For => $"{Words} [period] [FOR duration]",
        _ => Words,
    };
}
