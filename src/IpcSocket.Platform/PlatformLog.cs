using IpcSocket.Platform.Gpio;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Platform;

/// <summary>What this library tells the log. Event ids 300 to 399; 300 to 319 are the FIFO button's, 320 to 339 those of GPIO lines.</summary>
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

    [LoggerMessage(320, LogLevel.Information, "The LED is {Line}")]
    public static partial void LedLine(this ILogger logger, GpioLine line);

    [LoggerMessage(321, LogLevel.Information, "The LED is {Line}, kept over the restart; lit: {Lit}")]
    public static partial void LineAdopted(this ILogger logger, GpioLine line, bool lit);

    [LoggerMessage(322, LogLevel.Warning, "What was kept as {Entry} is no longer a GPIO line; it is requested anew")]
    public static partial void StaleRequest(this ILogger logger, string entry);

    [LoggerMessage(323, LogLevel.Information, "The button is {Line}, debounced by {Debouncer} for {Period}")]
    public static partial void ButtonLine(this ILogger logger, GpioLine line, string debouncer, TimeSpan period);

    [LoggerMessage(324, LogLevel.Warning, "{Count} edge(s) of {Line} were lost: they came faster than they could be read")]
    public static partial void EdgesLost(this ILogger logger, GpioLine line, uint count);
}
