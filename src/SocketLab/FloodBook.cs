using System.Net;

namespace SocketLab;

/// <summary>The tallies of all senders. Counted by the receive loop, read by the one that reports.</summary>
internal sealed class FloodBook
{
    // Whoever sends from ever new ports must not fill the memory.
    private const int MaxSenders = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPEndPoint, FloodTally> _senders = [];
    private long _strange;

    /// <summary>Notes one datagram.</summary>
    public void Count(ReadOnlySpan<byte> text, IPEndPoint sender)
    {
        var isNumbered = FloodDatagram.TryParse(text, out var datagram);
        lock (_lock)
        {
            if (!isNumbered || (_senders.Count == MaxSenders && !_senders.ContainsKey(sender)))
            {
                _strange++;
                return;
            }
            if (!_senders.TryGetValue(sender, out var tally))
                _senders[sender] = tally = new FloodTally();
            tally.Count(datagram);
        }
    }

    /// <summary>One line, while it runs.</summary>
    public string Progress()
    {
        lock (_lock)
            return $"received {Sum(t => t.Received)} from {Senders}, missing {Sum(t => t.Missing)}";
    }

    /// <summary>A line for each sender and one for all of them.</summary>
    public IReadOnlyList<string> Report()
    {
        lock (_lock)
        {
            var lines = _senders.Select(sender => $"{sender.Key}: {sender.Value}").ToList();
            lines.Add($"all of {Senders}: sent {Sum(t => t.Sent)}, received {Sum(t => t.Received)}, lost {Sum(t => t.Lost)}, "
                + $"out of order {Sum(t => t.OutOfOrder)}, doubled {Sum(t => t.Doubled)}");
            if (_strange > 0)
                lines.Add($"not numbered, or of too many senders: {_strange}");
            return lines;
        }
    }

    private string Senders => _senders.Count == 1 ? "1 sender" : $"{_senders.Count} senders";

    private long Sum(Func<FloodTally, long> value) => _senders.Values.Sum(value);
}
