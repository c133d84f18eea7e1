using IpcSocket.Protocol.Wire;
using Command = IpcSocket.Protocol.Wire.Command;

namespace LedCli.Leds;

/// <summary>The lines of the verbs for one LED, as PROTOCOL.md has them. Pure.</summary>
internal static class LedLine
{
    /// <summary>Makes a line.</summary>
    /// <param name="ledName">The LED's name, empty for the default LED.</param>
    /// <param name="words">The keywords, and what follows them; empty ones are left out.</param>
    public static string Of(string ledName, params ReadOnlySpan<string> words)
    {
        var line = ledName.Length == 0 ? Command.LedKeyword : $"{Command.LedKeyword} {ledName}";
        foreach (var word in words)
            line += word.Length == 0 ? "" : $" {word}";
        return line;
    }

    /// <summary>What limits a command in time: <c>FOR 30s</c>, or nothing.</summary>
    public static string For(TimeSpan? duration) => duration is { } length ? $"FOR {DurationText.Write(length)}" : "";
}
