namespace LedCli;

/// <summary>What ends the program early: one line for the person who typed, and a status for the script that called.</summary>
/// <param name="status">One of <see cref="ExitStatus"/>.</param>
/// <param name="message">The line, without the program's name; says what to do next where that is known.</param>
internal sealed class LedCliException(int status, string message) : Exception(message)
{
    public int Status => status;
}
