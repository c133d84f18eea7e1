namespace SocketLab;

/// <summary>The person, or the pipe, that types. A line that is read while nobody waits for it any more goes to whoever asks next.</summary>
internal sealed class Operator
{
    // The console cannot be told to stop reading, so the reading goes on when the wait for it is given up.
    private Task<string?>? _reading;

    /// <summary>True when a word means that the dialogue is over, in the language of the lesson or in English.</summary>
    public static bool IsFarewell(string line) =>
        line.Equals("SAIR", StringComparison.OrdinalIgnoreCase) || line.Equals("EXIT", StringComparison.OrdinalIgnoreCase);

    /// <summary>Asks for a line.</summary>
    /// <param name="prompt">Stands before what is typed.</param>
    /// <param name="cancellationToken">Gives the question up.</param>
    /// <returns>What was typed; null when the input has ended.</returns>
    public async Task<string?> AskAsync(string prompt, CancellationToken cancellationToken)
    {
        Screen.Text(prompt);
        try
        {
            var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
            // In a pipe nothing is echoed that would end the prompt's line.
            if (Console.IsInputRedirected || line is null)
                Screen.Line(line ?? "");
            return line;
        }
        catch (OperationCanceledException)
        {
            Screen.Line("");
            throw;
        }
    }

    /// <summary>Waits for a line without asking for it; null when the input has ended.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        _reading ??= Task.Run(Console.In.ReadLine, CancellationToken.None);
        var line = await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        _reading = null;
        return line;
    }
}
