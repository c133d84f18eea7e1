using IpcSocket.Protocol.Wire;

namespace ButtonTcp;

/// <summary>
/// What led-tcp's lines say of its LEDs: the reply to WATCH, the events after it, and the replies to our own commands. They come in one
/// stream from the one who switches, so the newest line is right. May be read while lines are taken.
/// </summary>
/// <remarks>Only LEDs that the reply to WATCH has named are kept, so that no server can make this grow; before it, none is.</remarks>
internal sealed class WatchedLeds
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, LedState> _states = [];

    /// <summary>How many there are; none before the server has told them.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _states.Count;
        }
    }

    /// <summary>Takes the next line that the server has sent.</summary>
    /// <returns>True when something is different now.</returns>
    public bool Take(string line)
    {
        if (LedReport.TryParseEvent(line, out var report))
            return Set(report);
        if (!Reply.TryParse(line, out var reply) || !reply.IsOk)
            return false;
        if (LedReport.TryParse(reply.Text, out report))
            return Set(report);
        return LedReport.TryParseList(reply.Text, out var all) && SetAll(all);
    }

    /// <summary>What a LED shows; null when it is not watched.</summary>
    /// <param name="led">Its name; empty for the default one.</param>
    public LedState? StateOf(string led)
    {
        lock (_lock)
            return IndexOf(led) is >= 0 and var index ? _states.GetAt(index).Value : null;
    }

    /// <summary>As logs and status tell it: <c>LED On</c>, or <c>led=On kitchen=Off</c> for several; empty when nothing is watched.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return _states.Count == 1
                ? $"{Command.LedKeyword} {_states.GetAt(0).Value.Word()}"
                : string.Join(' ', _states.Select(led => $"{led.Key}={led.Value.Word()}"));
        }
    }

    private bool Set(LedReport report)
    {
        lock (_lock)
        {
            if (IndexOf(report.Name) is not (>= 0 and var index) || _states.GetAt(index).Value == report.State)
                return false;
            _states.SetAt(index, report.State);
            return true;
        }
    }

    private bool SetAll(IReadOnlyList<LedReport> reports)
    {
        lock (_lock)
        {
            _states.Clear();
            foreach (var report in reports)
                _states[report.Name] = report.State;
            return true;
        }
    }

    // The default LED, the first of the list, is not named in reports.
    private int IndexOf(string led) => led.Length == 0 ? _states.Count > 0 ? 0 : -1 : _states.IndexOf(led);
}
