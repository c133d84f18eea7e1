using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>
/// What each LED showed last, for <see cref="PowerOn.Last"/>: a file for each, named after it, with <c>On</c> or <c>Off</c>. Written at
/// each change, into the page cache: a crash of the daemon loses nothing, a power cut the last seconds.
/// </summary>
/// <param name="folder">Where the files are: the unit's <c>StateDirectory=</c>.</param>
internal sealed class LastStates(string folder)
{
    /// <summary>What the LED showed; off when that is not known.</summary>
    public LedState Read(string led)
    {
        try
        {
            return File.ReadAllText(PathOf(led)).Trim() == LedState.On.Word() ? LedState.On : LedState.Off;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return LedState.Off;
        }
    }

    /// <summary>Writes what the LED shows now.</summary>
    /// <returns>Why that failed, or null.</returns>
    public string? Write(string led, LedState state)
    {
        try
        {
            // Moved into place, so that a reader never finds half a file.
            var made = PathOf(led) + ".new";
            File.WriteAllText(made, state.Word() + "\n");
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
