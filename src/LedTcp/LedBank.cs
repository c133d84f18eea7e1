using System.Net;
using IpcSocket.Platform;
using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>
/// The LEDs and what they show; the only one that writes to an <see cref="ILed"/>. Commands of all connections come together here and are
/// carried out one after another, so that a toggle is decided on what the LED really shows.
/// </summary>
internal sealed class LedBank : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ILed _led;
    private readonly Action _changed;
    private readonly ILogger<LedBank> _logger;
    private LedState _state;

    /// <summary>Takes over the LED and switches it off: from here on what it shows is known.</summary>
    /// <param name="led">Belongs to the bank from here on.</param>
    /// <param name="changed">Called after each change; must not block.</param>
    /// <param name="logger">Where each change is told.</param>
    /// <exception cref="DeviceException">The LED cannot be opened.</exception>
    public LedBank(ILed led, Action changed, ILogger<LedBank> logger)
    {
        _led = led;
        _changed = changed;
        _logger = logger;
        _state = _led.Open(false) ? LedState.On : LedState.Off;
    }

    /// <summary>What the LED shows.</summary>
    public LedState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    /// <summary>True when there is a LED of that name; the empty name is the default LED.</summary>
    public static bool Contains(ReadOnlySpan<byte> name) =>
        name.IsEmpty || System.Text.Ascii.EqualsIgnoreCase(name, LedName.Default);

    /// <summary>Switches the LED; to the state it has already is harmless. When this returns, the LED has been switched.</summary>
    /// <param name="state">What it shall show, or null for the other state.</param>
    /// <param name="peer">Who asked, for the log.</param>
    /// <returns>What it shows now.</returns>
    /// <exception cref="DeviceException">The device refused; the state is what it was.</exception>
    public LedState Switch(LedState? state, EndPoint peer)
    {
        lock (_lock)
        {
            var before = _state;
            var wanted = state ?? before.Other();
            _led.Set(wanted == LedState.On);
            _state = wanted;
            if (wanted != before)
                Tell(wanted, peer);
            return wanted;
        }
    }

    public void Dispose() => _led.Dispose();

    // Inside the lock, so that the log tells the changes in the order in which they happened.
    private void Tell(LedState state, EndPoint peer)
    {
        if (_logger.IsEnabled(LogLevel.Information))
            LedTcpLog.LedStatus(_logger, state.Word(), LedName.Default, peer.ToString()!);
        _changed();
    }
}
