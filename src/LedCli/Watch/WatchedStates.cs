using IpcSocket.Protocol.Wire;

namespace LedCli.Watch;

/// <summary>What a watcher has seen so far, over any number of connections; tells what is new in what it is given. Pure.</summary>
/// <param name="only">The LED that counts, in any case; empty for every one.</param>
internal sealed class WatchedStates(string only)
{
    private readonly Dictionary<string, LedState> _known = new(StringComparer.OrdinalIgnoreCase);

    // Events of the default LED come without its name; every list begins with it.
    private string _default = "";

    /// <summary>Takes every LED's state at the beginning of a connection.</summary>
    /// <returns>What differs from what was known: everything at first, and after an outage what has changed in it.</returns>
    public IReadOnlyList<LedReport> Begin(IReadOnlyList<LedReport> all)
    {
        _default = all[0].Name;
        return [.. all.Where(IsNew)];
    }

    /// <summary>True when the LED that counts is among these, or every one does.</summary>
    public bool IsAmong(IEnumerable<LedReport> all) => only.Length == 0 || all.Any(report => Counts(report.Name));

    /// <summary>Takes an event; gives it with the LED's name, or null when it tells nothing new.</summary>
    public LedReport? Change(LedReport change)
    {
        var named = change.Name.Length == 0 ? new LedReport(_default, change.State) : change;
        return IsNew(named) ? named : null;
    }

    private bool IsNew(LedReport report)
    {
        if (!Counts(report.Name) || (_known.TryGetValue(report.Name, out var known) && known == report.State))
            return false;
        _known[report.Name] = report.State;
        return true;
    }

    private bool Counts(string name) => only.Length == 0 || name.Equals(only, StringComparison.OrdinalIgnoreCase);
}
