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

/// <summary>One row of the table of commands: the closed set that the parser knows, that HELP lists and that PROTOCOL.md documents.</summary>
/// <param name="Verb">What it asks for.</param>
/// <param name="Words">Its keywords, in upper case.</param>
/// <param name="Meaning">What it does, in one sentence.</param>
public sealed record Command(Verb Verb, string Words, string Meaning)
{
    /// <summary>The first word of every command that is addressed to a LED; the LED's name may follow it.</summary>
    public const string LedKeyword = "LED";

    /// <summary>The table, in the order in which HELP lists it.</summary>
    public static IReadOnlyList<Command> All { get; } =
    [
        new(Verb.LedOn, "LED ON", "Switches the LED on."),
        new(Verb.LedOff, "LED OFF", "Switches the LED off."),
        new(Verb.LedToggle, "LED TOGGLE", "Switches the LED to its other state, decided in the server."),
        new(Verb.LedStatus, "LED STATUS", "Tells the LED's state."),
        new(Verb.Ping, "PING", "Answers."),
        new(Verb.Help, "HELP", "Lists every command."),
        new(Verb.Stats, "STATS", "Tells the server's counters."),
        new(Verb.Version, "VERSION", "Tells the program's version and the protocol's."),
        new(Verb.Quit, "QUIT", "Closes the connection."),
    ];
}
