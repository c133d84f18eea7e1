using IpcSocket.Hosting.Systemd;
using IpcSocket.Platform;

namespace ButtonTcp;

/// <summary>Reads one button and tells its gestures. It sleeps until there is an edge, or until a press has become a hold.</summary>
internal sealed class ButtonLoop : ILiveness, IAsyncDisposable
{
    // How long an edge that has happened may be on its way: for the usual debounce period, and for as long as a busy machine needs to read
    // it. So much later a hold is told, lest a button be held that was let go in time.
    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(30);

    private readonly IButton _button;
    private readonly Gestures _gestures;
    private readonly Action<Gesture, long> _tell;
    private readonly TimeProvider _time;
    private readonly LoopAlarm _alarm = new();

    /// <param name="button">Is opened and disposed with the loop.</param>
    /// <param name="gestures">What its edges mean.</param>
    /// <param name="tell">Takes each gesture and the time at which it happened; must not block.</param>
    /// <param name="time">Whose timestamps the edges carry, and whose timer a hold goes by.</param>
    public ButtonLoop(IButton button, Gestures gestures, Action<Gesture, long> tell, TimeProvider time) =>
        (_button, _gestures, _tell, _time) = (button, gestures, tell, time);

    /// <inheritdoc cref="IButton.Open"/>
    public void Open() => _button.Open();

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="DeviceException">The button failed and cannot go on.</exception>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        var hold = _time.CreateTimer(static alarm => ((LoopAlarm)alarm!).Ring(), _alarm, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using (hold.ConfigureAwait(false))
        {
            var reading = _button.ReadAsync(stoppingToken).AsTask();
            while (true)
            {
                if (!reading.IsCompleted)
                    await Task.WhenAny(reading, _alarm.Rung).ConfigureAwait(false);
                _alarm.Answer();
                if (!reading.IsCompleted && UntilHold() == TimeSpan.Zero)
                    await SettleAsync(reading, stoppingToken).ConfigureAwait(false);
                if (reading.IsCompleted)
                {
                    Take(await reading.ConfigureAwait(false));
                    reading = _button.ReadAsync(stoppingToken).AsTask();
                }
                hold.Change(UntilHold(), Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Returns true when the loop has gone round.</summary>
    public async ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        await _alarm.AskAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    public ValueTask DisposeAsync() => _button.DisposeAsync();

    private void Take(ButtonEdge edge)
    {
        Settle(edge.Timestamp);
        if (_gestures.Add(edge) is { } gesture)
            _tell(gesture, edge.Timestamp);
    }

    private async Task SettleAsync(Task<ButtonEdge> reading, CancellationToken stoppingToken)
    {
        await Task.WhenAny(reading, Task.Delay(LongestWay, _time, stoppingToken)).ConfigureAwait(false);
        if (!reading.IsCompleted)
            Settle(_time.GetTimestamp());
    }

    private void Settle(long now)
    {
        if (_gestures.Settle(now) is { } gesture)
            _tell(gesture, now);
    }

    // Timers count whole milliseconds: rounded down, this one would ring too early and be set again.
    private TimeSpan UntilHold() => _gestures.Wait(_time.GetTimestamp()) is { } wait
        ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds))
        : Timeout.InfiniteTimeSpan;
}
