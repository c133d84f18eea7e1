namespace LedTcp;

/// <summary>Runs the course of one LED: keeps when it began, and calls back at each of its steps.</summary>
/// <remarks>The owner's lock guards it. A callback can arrive after <see cref="Dispose"/>, and the owner must ignore it.</remarks>
/// <param name="onStep">Called on a thread of the pool, without the owner's lock.</param>
/// <param name="time">The clock of the course.</param>
internal sealed class CourseTimer(Action onStep, TimeProvider time) : IDisposable
{
    // Created with the first course: most LEDs never have one.
    private ITimer? _timer;
    private long _start;

    /// <summary>The course that the LED follows by itself; null while its state is constant.</summary>
    public LedCourse? Course { get; private set; }

    /// <summary>The time since the course began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Begins a course, or ends the one that runs.</summary>
    public void Begin(LedCourse? course)
    {
        if (Course is null && course is null)
            return;
        Course = course;
        _start = time.GetTimestamp();
        ArmNext();
    }

    /// <summary>Has the next step of the course called back; none without a course.</summary>
    public void ArmNext()
    {
        if (Course?.Next(Elapsed) is { } next)
            Arm(next);
        else
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Has a step called back after a delay, with or without a course.</summary>
    public void Arm(TimeSpan delay)
    {
        _timer ??= time.CreateTimer(_ => onStep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // Rounded up: a timer that fires before the step is due would fire twice.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        Course = null;
        _timer?.Dispose();
    }
}
