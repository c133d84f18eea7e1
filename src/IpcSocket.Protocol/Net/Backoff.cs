namespace IpcSocket.Protocol.Net;

/// <summary>
/// How long to wait before each further try: doubled from try to try up to a limit, and scattered so that clients which lost the same
/// server do not all come back at the same moment. Pure: it waits for nothing itself.
/// </summary>
public sealed class Backoff
{
    private readonly TimeSpan _minimum;
    private readonly TimeSpan _maximum;
    private readonly Func<double> _random;
    private TimeSpan _next;

    /// <param name="minimum">The first wait, and the shortest.</param>
    /// <param name="maximum">The longest wait.</param>
    public Backoff(TimeSpan minimum, TimeSpan maximum) : this(minimum, maximum, Random.Shared.NextDouble) { }

    internal Backoff(TimeSpan minimum, TimeSpan maximum, Func<double> random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(minimum, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, minimum);
        (_minimum, _maximum, _random) = (minimum, maximum, random);
        _next = minimum;
    }

    /// <summary>The wait before the next try: between half of the step and the whole of it, never below the minimum.</summary>
    public TimeSpan Next()
    {
        var step = _next;
        _next = step < _maximum / 2 ? step * 2 : _maximum;
        var scattered = step * (0.5 + _random() / 2);
        return scattered < _minimum ? _minimum : scattered;
    }

    /// <summary>Says that a try succeeded: the next wait is the shortest again.</summary>
    public void Reset() => _next = _minimum;
}
