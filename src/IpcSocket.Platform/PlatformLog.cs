using Microsoft.Extensions.Logging;

namespace IpcSocket.Platform;

/// <summary>What this library tells the log. Event ids 300 to 399; 300 to 319 are the FIFO button's.</summary>
internal static partial class PlatformLog
{
    [LoggerMessage(300, LogLevel.Information, "The button is the FIFO {Path}: the line 0 is a press")]
    public static partial void FifoOpened(this ILogger logger, string path);

    [LoggerMessage(301, LogLevel.Warning, "Ignored in {Path}: {Count} line(s) that are neither 0 nor 1, the latest is \"{Text}\"")]
    public static partial void FifoGarbage(this ILogger logger, string path, long count, string text);

    [LoggerMessage(302, LogLevel.Warning, "{Path} was deleted or moved away and has been made again")]
    public static partial void FifoMadeAgain(this ILogger logger, string path);

    [LoggerMessage(303, LogLevel.Warning, "{Path} was replaced by another FIFO, which is read from now on")]
    public static partial void FifoReplaced(this ILogger logger, string path);

    [LoggerMessage(304, LogLevel.Warning,
        "{Path} cannot be watched: should it be deleted, presses are lost until the next start ({Reason})")]
    public static partial void FifoNotWatched(this ILogger logger, string path, string reason);

    [LoggerMessage(305, LogLevel.Information,
        "{Path} is in a sticky directory that all may write to: where fs.protected_fifos is set, "
        + "a shell of another user, root included, cannot press; a directory of its own such as /run/button-tcp is free of that")]
    public static partial void FifoInSharedDirectory(this ILogger logger, string path);
}
