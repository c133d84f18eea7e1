using System.Buffers;
using System.Text;

namespace IpcSocket.Protocol.Wire;

/// <summary>The rule for names of LEDs.</summary>
/// <remarks><code>
/// name = letter *31(letter / digit / "_" / "-")      ; any case on the wire, lower case in the configuration; no keyword
/// </code></remarks>
public static class LedName
{
    /// <summary>The longest name in characters.</summary>
    public const int MaxLength = 32;

    /// <summary>The name of the only LED of a configuration that names none.</summary>
    public const string Default = "led";

    // The keywords that can stand where a name can, of this version and of those to come: a name equal to one could never be addressed.
    private static readonly string[] Keywords = ["ON", "OFF", "TOGGLE", "STATUS", "BLINK", "FOR", "UNTIL", "CLOSE"];

    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> Characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"u8);

    /// <summary>True when the word can name a LED.</summary>
    public static bool IsValid(ReadOnlySpan<byte> word) =>
        word.Length is > 0 and <= MaxLength && Letters.Contains(word[0]) && !word.ContainsAnyExcept(Characters) && !IsKeyword(word);

    /// <summary>
    /// True when a server can have an LED of that name: one that is valid and in lower case. A client checks every name that it receives,
    /// because scripts and the shell's completion work with these names.
    /// </summary>
    public static bool IsConfigurable(string name) =>
        name.Length <= MaxLength && IsValid(Encoding.UTF8.GetBytes(name)) && !name.Any(char.IsAsciiLetterUpper);

    /// <summary>Says what is allowed when a name of the configuration is not: there names are in lower case.</summary>
    /// <param name="name">As configured.</param>
    /// <param name="named">What it is to name, with its article.</param>
    /// <returns>Null when it is allowed.</returns>
    public static string? ConfigurationFault(string name, string named) =>
        IsConfigurable(name)
            ? null
            : $"cannot name {named}; allowed are up to {MaxLength} of a-z, 0-9, _ and -, a letter first, and no keyword";

    private static bool IsKeyword(ReadOnlySpan<byte> word)
    {
        foreach (var keyword in Keywords)
        {
            if (Ascii.EqualsIgnoreCase(word, keyword))
                return true;
        }
        return false;
    }
}
