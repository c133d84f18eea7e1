using IpcSocket.Protocol.Wire;

namespace LedCli.Watch;

/// <summary>What a watcher has seen so far, over any number of connections; tells what is new in what it is given. Pure.</summary>
/// <remarks>Only the LEDs of the newest reply to WATCH are kept: a server that invents names cannot make this grow.</remarks>
/// <param name="only">The LED that counts, in any case; empty for every one.</param>
internal sealed class WatchedStates(string only)
{
    private OrderedDictionary<string, LedState> _known = [];

    // Events of the default LED come without its name; every list begins with it.
    private string _default = "";

    /// <summary>Takes every LED's state at the beginning of a connection.</summary>
    /// <returns>What differs from what was known: everything at first, and after an outage what has changed in it.</returns>
    public IReadOnlyList<LedReport> Begin(IReadOnlyList<LedReport> all)
    {
        var before = _known;
        _known = [];
        _default = all[0].Name;
        foreach (var report in all.Where(report => Counts(report.Name)))
            _known[report.Name] = report.State;
        return [.. _known.Where(led => !before.TryGetValue(led.Key, out var state) || state != led.Value)
            .Select(led => new LedReport(led.Key, led.Value))];
    }

    /// <summary>True when the LED that counts is among these, or every one does.</summary>
    public bool IsAmong(IEnumerable<LedReport> all) => only.Length == 0 || all.Any(report => Counts(report.Name));

    /// <summary>Reads an event.</summary>
    /// <returns>The event with the LED's name; null when it reports nothing new, or an LED that the reply to WATCH has not named.</returns>
    public LedReport? Change(LedReport change)
    {
        var named = change.Name.Length == 0 ? new LedReport(_default, change.State) : change;
        if (!_known.TryGetValue(named.Name, out var known) || known == named.State)
            return null;
        _known[named.Name] = named.State;
        return named;
    }

    private bool Counts(string name) => only.Length == 0 || name.Equals(only, StringComparison.OrdinalIgnoreCase);
}
