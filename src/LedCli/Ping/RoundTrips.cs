using System.Globalization;

namespace LedCli.Ping;

/// <summary>The round-trip times so far, summed up. Pure.</summary>
internal sealed class RoundTrips
{
    private TimeSpan _minimum = TimeSpan.MaxValue;
    private TimeSpan _maximum;
    private TimeSpan _sum;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The newest.</summary>
    public TimeSpan Last { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(TimeSpan time)
    {
        Count++;
        Last = time;
        _sum += time;
        _minimum = time < _minimum ? time : _minimum;
        _maximum = time > _maximum ? time : _maximum;
    }

    /// <summary>A time as it is printed: <c>0.213 ms</c>.</summary>
    public static string Text(TimeSpan time) => $"{Number(time)} ms";

    /// <summary>All of them in one line.</summary>
    /// <param name="asked">How many there could be.</param>
    public string Summary(int asked) => Count == 0
        ? $"0 of {asked} answered"
        : $"{Count} of {asked} answered; min/avg/max {Number(_minimum)}/{Number(_sum / Count)}/{Number(_maximum)} ms";

    private static string Number(TimeSpan time) => time.TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture);
}
