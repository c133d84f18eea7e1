namespace IpcSocket.Protocol.Wire;

/// <summary>The state of one LED in a line of the server. A text with an invalid LED name is refused.</summary>
/// <param name="Name">The LED's name; empty for the default LED where the server leaves it out.</param>
/// <param name="State">What it shows.</param>
public readonly record struct LedReport(string Name, LedState State)
{
    private const string Event = "EVENT ";

    /// <summary>Reads the text of the reply to a LED command: <c>LED On</c> or <c>LED kitchen On</c>.</summary>
    public static bool TryParse(string text, out LedReport report)
    {
        var words = text.Split(' ');
        report = default;
        if (words is not [Command.LedKeyword, .. var names, var word] || names.Length > 1 || !LedStates.TryParse(word, out var state))
            return false;
        var name = names is [var given] ? given : "";
        if (name.Length > 0 && !LedName.IsConfigurable(name))
            return false;
        report = new LedReport(name, state);
        return true;
    }

    /// <summary>True for a line that comes unasked; one of a kind that this version does not know among them.</summary>
    public static bool IsEvent(string line) => line.StartsWith(Event, StringComparison.Ordinal);

    /// <summary>Reads a line that comes unasked: <c>EVENT LED On</c> or <c>EVENT LED kitchen On</c>.</summary>
    public static bool TryParseEvent(string line, out LedReport report)
    {
        report = default;
        return IsEvent(line) && TryParse(line[Event.Length..], out report);
    }

    /// <summary>Reads the text of the reply to LIST and WATCH, every LED in configured order and so the default first: <c>led=On kitchen=Off</c>.</summary>
    public static bool TryParseList(string text, out IReadOnlyList<LedReport> reports)
    {
        var read = new List<LedReport>();
        reports = read;
        foreach (var pair in text.Split(' '))
        {
            if (pair.Split('=') is not [var name, var word] || !LedName.IsConfigurable(name) || !LedStates.TryParse(word, out var state))
                return false;
            read.Add(new LedReport(name, state));
        }
        return true;
    }
}
