using System.Text;

namespace IpcSocket.Hosting.Logging;

/// <summary>Names of journal fields.</summary>
internal static class JournalField
{
    // The journal drops a field with a longer name.
    private const int NameLimit = 64;

    /// <summary>
    /// The field for a property of a log event: upper case, the words of a name in camel case parted by underscores. Null for a name that
    /// the journal would not take (it wants A to Z, 0 to 9 and underscores, and a letter first) or that a message has anyway.
    /// </summary>
    public static string? NameOf(string property)
    {
        if (property == "SourceContext")
            return "LOGGER";

        var name = new StringBuilder(property.Length + 4);
        for (var i = 0; i < property.Length; i++)
        {
            if (BeginsWord(property, i))
                name.Append('_');
            name.Append(char.ToUpperInvariant(property[i]));
        }

        var field = name.ToString();
        return IsValid(field) && !IsTaken(field) ? field : null;
    }

    private static bool BeginsWord(string name, int i) =>
        i > 0 && char.IsAsciiLetterUpper(name[i])
        && (char.IsAsciiLetterLower(name[i - 1]) || char.IsAsciiDigit(name[i - 1])
            || (char.IsAsciiLetterUpper(name[i - 1]) && i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));

    private static bool IsValid(string field) =>
        field.Length is > 0 and <= NameLimit && char.IsAsciiLetterUpper(field[0])
        && field.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    // MESSAGE_ID must be a UUID from a catalogue, which no property is.
    private static bool IsTaken(string field) =>
        field is "MESSAGE" or "MESSAGE_ID" or "PRIORITY" or "LOGGER" || field.StartsWith("SYSLOG_", StringComparison.Ordinal);
}
