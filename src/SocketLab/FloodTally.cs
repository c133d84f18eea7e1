using System.Collections;

namespace SocketLab;

/// <summary>What came of one sender's numbered datagrams. Pure: it knows the numbers only.</summary>
internal sealed class FloodTally
{
    private readonly BitArray _seen = new(1024);
    private int _highest;
    private int _total;

    /// <summary>Numbered datagrams that came, doubles included.</summary>
    public long Received { get; private set; }

    /// <summary>Datagrams that came and carry no number. They are not part of any other count.</summary>
    public long Unnumbered { get; private set; }

    /// <summary>Datagrams that came again.</summary>
    public long Doubled { get; private set; }

    /// <summary>Datagrams that came behind one with a higher number.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>How many were sent: as the sender says, or at least as many as its highest number.</summary>
    public long Sent => Math.Max(_total, _highest);

    /// <summary>How many have not come; while the sender is at it, some of them are still to be sent.</summary>
    public long Lost => Sent - (Received - Doubled);

    /// <summary>How many below the highest number have not come: lost, unless they come late.</summary>
    public long Missing => _highest - (Received - Doubled);

    public void Count(FloodDatagram datagram)
    {
        Received++;
        _total = Math.Max(_total, datagram.Total);
        if (datagram.Number >= _seen.Length)
            _seen.Length = Math.Min(Math.Max(datagram.Number + 1, _seen.Length * 2), FloodDatagram.MaxNumber + 1);
        if (_seen[datagram.Number])
            Doubled++;
        else if (datagram.Number < _highest)
            OutOfOrder++;
        _seen[datagram.Number] = true;
        _highest = Math.Max(_highest, datagram.Number);
    }

    public void CountUnnumbered() => Unnumbered++;

    public override string ToString()
    {
        var numbered = $"sent {Sent}, received {Received}, lost {Lost}, out of order {OutOfOrder}, doubled {Doubled}";
        return Unnumbered == 0 ? numbered : $"{numbered}, without a number {Unnumbered}";
    }
}
