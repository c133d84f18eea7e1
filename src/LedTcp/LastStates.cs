using System.Text;
using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>The saved state of an LED.</summary>
/// <param name="Steady">The state it returns to: on or off.</param>
/// <param name="IsPassing">True while it shows a temporary state, or blinks.</param>
internal readonly record struct LastState(LedState Steady, bool IsPassing);

/// <summary>
/// The last state of each LED in a file named after it, which contains <c>On</c> or <c>Off</c>. Outlives a power cut. Reads and writes the
/// disk, which can stall: only the start and <see cref="StateWriter"/> may call it.
/// </summary>
/// <param name="directory">The directory of the files: the unit's <c>StateDirectory=</c>.</param>
internal sealed class LastStates(string directory)
{
    // Earlier versions also marked temporary states here: "On passing".
    private const string Passing = "passing";

    // More than any state; a longer file is invalid.
    private const int MaxLength = 64;

    /// <summary>Reads the last state of an LED. Moves a file with other content aside, to <c>NAME.corrupt</c>.</summary>
    /// <param name="led">The LED's name.</param>
    /// <param name="error">One line if the file is invalid or cannot be read; otherwise null.</param>
    /// <returns>The state; null when it is not known.</returns>
    public LastState? Read(string led, out string? error)
    {
        error = null;
        try
        {
            if (Parse(ReadText(PathOf(led))) is { } state)
                return state;
            File.Move(PathOf(led), PathOf(led) + ".corrupt", overwrite: true);
            error = $"{PathOf(led)} contains neither On nor Off; the file is kept as {led}.corrupt";
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // The LED is new.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = exception.Message;
        }
        return null;
    }

    /// <summary>Writes the state of an LED. When this returns null, the state outlives a power cut.</summary>
    /// <returns>Why it failed, or null.</returns>
    public string? Write(string led, LedState state)
    {
        try
        {
            // Moved into place, so that a reader and a power cut never find half a file.
            var draft = PathOf(led) + ".new";
            using var file = File.OpenHandle(draft, FileMode.Create, FileAccess.Write);
            RandomAccess.Write(file, Encoding.ASCII.GetBytes($"{state.Word()}\n"), 0);
            RandomAccess.FlushToDisk(file);
            File.Move(draft, PathOf(led), overwrite: true);
            // .NET cannot flush a directory; a flush of the file that was moved also makes its new name durable on ext4, XFS and Btrfs.
            RandomAccess.FlushToDisk(file);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private static string ReadText(string path)
    {
        using var file = File.OpenHandle(path);
        Span<byte> buffer = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(buffer[..RandomAccess.Read(file, buffer, 0)]);
    }

    private static LastState? Parse(string text) => text.Trim().Split(' ') switch
    {
        ["On"] => new LastState(LedState.On, IsPassing: false),
        ["Off"] => new LastState(LedState.Off, IsPassing: false),
        ["On", Passing] => new LastState(LedState.On, IsPassing: true),
        ["Off", Passing] => new LastState(LedState.Off, IsPassing: true),
        _ => null,
    };

    private string PathOf(string led) => Path.Combine(directory, led);
}
