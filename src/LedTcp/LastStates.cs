using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>What is written down of a LED.</summary>
/// <param name="Steady">On or off, whichever it showed last without an end.</param>
/// <param name="IsPassing">True while it shows something else for a time, or blinks.</param>
internal readonly record struct LastState(LedState Steady, bool IsPassing);

/// <summary>
/// What each LED showed last: a file for each, named after it, with <c>On</c> or <c>Off</c>, and <c>passing</c> behind it while it shows
/// something else for a time. Written into the page cache: a crash of the daemon loses nothing, a power cut the last seconds.
/// </summary>
/// <param name="folder">Where the files are: the unit's <c>StateDirectory=</c>.</param>
internal sealed class LastStates(string folder)
{
    private const string Passing = "passing";

    /// <summary>What the LED showed; off when that is not known.</summary>
    public LastState Read(string led)
    {
        try
        {
            var words = File.ReadAllText(PathOf(led)).Trim().Split(' ');
            return new LastState(words[0] == LedState.On.Word() ? LedState.On : LedState.Off, words is [_, Passing]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Writes what the LED shows now.</summary>
    /// <returns>Why that failed, or null.</returns>
    public string? Write(string led, LastState state)
    {
        try
        {
            // Moved into place, so that a reader never finds half a file.
            var made = PathOf(led) + ".new";
            File.WriteAllText(made, state.IsPassing ? $"{state.Steady.Word()} {Passing}\n" : $"{state.Steady.Word()}\n");
            File.Move(made, PathOf(led), overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private string PathOf(string led) => Path.Combine(folder, led);
}
