using System.Net;
using IpcSocket.Protocol.Wire;

namespace SocketLab;

/// <summary>The tallies of all senders. Counted by the receive loop, read by the one that reports.</summary>
internal sealed class FloodBook
{
    // Whoever sends from ever new ports must not fill the memory.
    private const int MaxSenders = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPEndPoint, FloodTally> _senders = [];
    private long _uncounted;

    /// <summary>Notes one datagram.</summary>
    public void Count(ReadOnlySpan<byte> text, IPEndPoint sender)
    {
        var isNumbered = FloodDatagram.TryParse(text, out var datagram);
        lock (_lock)
        {
            if (!_senders.TryGetValue(sender, out var tally))
            {
                if (_senders.Count == MaxSenders)
                {
                    _uncounted++;
                    return;
                }
                _senders[sender] = tally = new FloodTally();
            }
            if (isNumbered)
                tally.Count(datagram);
            else
                tally.CountUnnumbered();
        }
    }

    /// <summary>One line, while it runs.</summary>
    public string Progress()
    {
        lock (_lock)
            return $"received {Sum(t => t.Received)} from {Senders}, missing {Sum(t => t.Missing)}{Unnumbered}";
    }

    /// <summary>A line for each sender and one for all of them.</summary>
    public IReadOnlyList<string> Report()
    {
        lock (_lock)
        {
            var lines = _senders.Select(sender => $"{sender.Key}: {sender.Value}").ToList();
            lines.Add($"all of {Senders}: sent {Sum(t => t.Sent)}, received {Sum(t => t.Received)}, lost {Sum(t => t.Lost)}, "
                + $"out of order {Sum(t => t.OutOfOrder)}, doubled {Sum(t => t.Doubled)}{Unnumbered}");
            if (_uncounted > 0)
                lines.Add($"received from further senders, each beyond the first {MaxSenders}: {_uncounted}");
            return lines;
        }
    }

    private string Senders => CountText.Format(_senders.Count, "sender");

    // Most floods have none, and their lines stay as short as they are.
    private string Unnumbered => Sum(t => t.Unnumbered) is > 0 and var count ? $", without a number {count}" : "";

    private long Sum(Func<FloodTally, long> value) => _senders.Values.Sum(value);
}
