namespace LedCli;

/// <summary>What the exit status tells a script.</summary>
internal static class ExitStatus
{
    /// <summary>Done, or ended by the user.</summary>
    public const int Done = 0;

    /// <summary>The server said <c>ERR</c>.</summary>
    public const int Refused = 1;

    /// <summary>The command line or a setting is wrong, and nothing was sent; or the output cannot be written.</summary>
    public const int Usage = 2;

    /// <summary>No led-tcp could be reached, or the connection broke.</summary>
    public const int NoConnection = 3;
}
