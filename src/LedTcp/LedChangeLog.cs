using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>
/// Logs each change of one LED, up to ten in a second; further changes of that second share one line. It names the newest state and their
/// number, so that clients that toggle without pause do not crowd other messages out of the log.
/// </summary>
/// <param name="led">The LED's name.</param>
/// <param name="isDefault">True if the lines need no name.</param>
/// <param name="logger">Receives the lines.</param>
/// <param name="time">The clock.</param>
internal sealed class LedChangeLog(string led, bool isDefault, ILogger logger, TimeProvider time) : IDisposable
{
    private const int MaxLines = 10;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _start;
    private int _lines;

    // The changes that have no line yet, and the newest of them.
    private int _held;
    private LedState _state;
    private object _origin = "";

    /// <summary>Logs that the LED has changed, now or at the end of this second.</summary>
    /// <param name="state">The new state.</param>
    /// <param name="origin">The peer or the reason, for the field PEER.</param>
    public void Add(LedState state, object origin)
    {
        if (!logger.IsEnabled(LogLevel.Information))
            return;
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_start);
            if (_held == 0 && elapsed >= Window)
                Begin();
            if (_lines < MaxLines)
            {
                _lines++;
                LogChange(state, origin);
                return;
            }
            (_state, _origin) = (state, origin);
            if (_held++ == 0)
                Arm(Window - elapsed);
        }
    }

    /// <summary>Logs the changes that have no line yet.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_held == 1)
                LogChange(_state, _origin);
            else if (_held > 1)
                LogChanges();
            Begin();
        }
    }

    /// <summary>Logs the changes that have no line yet, and stops the timer.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        Flush();
    }

    private void Begin() => (_start, _lines, _held) = (time.GetTimestamp(), 0, 0);

    private void Arm(TimeSpan delay)
    {
        _timer ??= time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private void LogChange(LedState state, object origin)
    {
        if (isDefault)
            LedTcpLog.LedStatus(logger, state.Word(), led, origin.ToString()!);
        else
            LedTcpLog.NamedLedStatus(logger, state.Word(), led, origin.ToString()!);
    }

    private void LogChanges()
    {
        var seconds = Math.Max(1, (int)Math.Round(time.GetElapsedTime(_start).TotalSeconds));
        if (isDefault)
            LedTcpLog.LedChanges(logger, _state.Word(), _held, seconds, led, _origin.ToString()!);
        else
            LedTcpLog.NamedLedChanges(logger, _state.Word(), _held, seconds, led, _origin.ToString()!);
    }
}
