using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>What a LED does by itself, as time passes, until the next command. Pure: it takes the time that has passed and knows no clock.</summary>
/// <param name="State">What it shows.</param>
/// <param name="Period">How long a blinking LED is lit and dark together; lit first, half of it each.</param>
/// <param name="Length">When it ends, zero for at once; null for never.</param>
internal sealed record LedCourse(LedState State, TimeSpan Period, TimeSpan? Length)
{
    /// <summary>Nothing is left of it but its end.</summary>
    public static LedCourse Ended { get; } = new(LedState.Off, TimeSpan.Zero, TimeSpan.Zero);

    public bool IsOver(TimeSpan elapsed) => elapsed >= Length;

    public bool IsLit(TimeSpan elapsed) => State == LedState.On || (State == LedState.Blink && (Turns(elapsed) % 2) == 0);

    /// <summary>How long until there is something to do, zero if there is already; null for never.</summary>
    public TimeSpan? Next(TimeSpan elapsed)
    {
        var end = Length - elapsed;
        if (end < TimeSpan.Zero)
            return TimeSpan.Zero;
        if (State != LedState.Blink)
            return end;
        var turn = TimeSpan.FromTicks((Turns(elapsed) + 1) * HalfPeriod) - elapsed;
        return end < turn ? end : turn;
    }

    private long HalfPeriod => Period.Ticks / 2;

    private long Turns(TimeSpan elapsed) => elapsed.Ticks / HalfPeriod;
}
