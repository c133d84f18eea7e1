using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>
/// Limits how often one button acts to <see cref="Rate"/> times a second after a burst of <see cref="Burst"/>, so that a program that floods
/// its FIFO cannot keep led-tcp busy. A person does not reach the limit.
/// </summary>
/// <remarks>
/// It limits gestures and not edges: without the edge that lets go, a press would become a hold. It logs the first press that is ignored, and
/// the number once no press was ignored for <see cref="Quiet"/>. Safe for several threads at once.
/// </remarks>
internal sealed class PressLimiter : IDisposable
{
    /// <summary>Presses a second, in the long run.</summary>
    public const int Rate = 50;

    /// <summary>Presses that may come at once.</summary>
    public const int Burst = 1000;

    /// <summary>The number of ignored presses is logged this long after the last of them.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly string _button;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ITimer _quiet;

    // A token bucket: one token for each press, Burst at most.
    private double _tokens = Burst;
    private long _filledAt;
    private long _ignored;
    private long _ignoredAt;

    /// <param name="button">The button's name; empty for the only one.</param>
    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    public PressLimiter(string button, ILogger logger, TimeProvider time)
    {
        _button = button.Length == 0 ? "Button" : $"Button {button}";
        (_logger, _time) = (logger, time);
        _filledAt = time.GetTimestamp();
        _quiet = time.CreateTimer(static limiter => ((PressLimiter)limiter!).OnQuiet(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts a press.</summary>
    /// <returns>False when it is to be ignored.</returns>
    public bool TryAdmit()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _tokens = Math.Min(Burst, _tokens + (_time.GetElapsedTime(_filledAt, now).TotalSeconds * Rate));
            _filledAt = now;
            if (_tokens >= 1)
            {
                _tokens--;
                return true;
            }
            _ignoredAt = now;
            if (_ignored++ == 0)
            {
                ButtonTcpLog.IgnoringPresses(_logger, _button, Rate);
                _quiet.Change(Quiet, Timeout.InfiniteTimeSpan);
            }
            return false;
        }
    }

    /// <summary>Logs the number of ignored presses that is not logged yet.</summary>
    public void Dispose()
    {
        _quiet.Dispose();
        lock (_lock)
            LogIgnored();
    }

    private void OnQuiet()
    {
        lock (_lock)
        {
            var left = Quiet - _time.GetElapsedTime(_ignoredAt);
            if (left > TimeSpan.Zero)
                _quiet.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            else
                LogIgnored();
        }
    }

    private void LogIgnored()
    {
        if (_ignored > 0)
            ButtonTcpLog.IgnoredPresses(_logger, _button, _ignored);
        _ignored = 0;
    }
}
