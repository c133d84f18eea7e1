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
    private readonly BankedLed[] _leds;
    private readonly LastStates? _lastStates;
    private readonly Action _changed;
    private readonly ILogger<LedBank> _logger;

    /// <summary>Takes over the LEDs and opens them: from here on what they show is known.</summary>
    /// <param name="leds">At least one, the default first; the devices belong to the bank from here on.</param>
    /// <param name="lastStates">Where what they show is written down; null where it cannot be.</param>
    /// <param name="changed">Called after each change; must not block.</param>
    /// <param name="logger">Where each change is told.</param>
    /// <exception cref="DeviceException">A LED cannot be opened; then none is open.</exception>
    public LedBank(IReadOnlyList<(LedOptions Options, ILed Device)> leds, LastStates? lastStates, Action changed, ILogger<LedBank> logger)
    {
        (_lastStates, _changed, _logger) = (lastStates, changed, logger);
        _leds = [.. leds.Select((led, i) => new BankedLed(led.Options, led.Device, isDefault: i == 0))];
        try
        {
            foreach (var led in _leds)
                Open(led);
        }
        catch (DeviceException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The LED that commands without a name mean.</summary>
    public BankedLed Default => _leds[0];

    /// <summary>The LED of that name, in any case; the empty name is the default LED's. Null when there is none.</summary>
    public BankedLed? Find(ReadOnlySpan<byte> name)
    {
        foreach (var led in _leds)
        {
            if (led.IsCalled(name))
                return led;
        }
        return null;
    }

    /// <summary>Switches a LED; to the state it has already is harmless. When this returns, the LED has been switched.</summary>
    /// <param name="led">One of this bank.</param>
    /// <param name="state">What it shall show, or null for the other state.</param>
    /// <param name="peer">Who asked, for the log.</param>
    /// <returns>What it shows now.</returns>
    /// <exception cref="DeviceException">The device refused; the state is what it was.</exception>
    public LedState Switch(BankedLed led, LedState? state, EndPoint peer)
    {
        lock (_lock)
        {
            var before = led.State;
            var wanted = state ?? before.Other();
            led.Device.Set(wanted == LedState.On);
            led.State = wanted;
            if (wanted != before)
                Tell(led, peer);
            return wanted;
        }
    }

    /// <summary>Switches each LED to what its <see cref="OnStop"/> says. To be called when the daemon stops for good.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            foreach (var led in _leds.Where(led => led.Options.OnStop != OnStop.Keep))
            {
                try
                {
                    led.Device.Set(led.Options.OnStop == OnStop.On);
                }
                catch (DeviceException exception)
                {
                    LedTcpLog.DeviceFailed(_logger, exception.Message, exception);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var led in _leds)
            led.Device.Dispose();
    }

    private void Open(BankedLed led)
    {
        bool? first = led.Options.PowerOn switch
        {
            PowerOn.On => true,
            PowerOn.Last => _lastStates?.Read(led.Name) == LedState.On,
            PowerOn.Keep => null,
            _ => false,
        };
        if (led.Options.PowerOn == PowerOn.Last && _lastStates is null)
            LedTcpLog.NoLastStates(_logger, led.Name);
        led.State = led.Device.Open(first) ? LedState.On : LedState.Off;
    }

    // Inside the lock, so that the log tells the changes in the order in which they happened.
    private void Tell(BankedLed led, EndPoint peer)
    {
        if (_logger.IsEnabled(LogLevel.Information))
        {
            if (led.IsDefault)
                LedTcpLog.LedStatus(_logger, led.State.Word(), led.Name, peer.ToString()!);
            else
                LedTcpLog.NamedLedStatus(_logger, led.State.Word(), led.Name, peer.ToString()!);
        }
        if (led.Options.PowerOn == PowerOn.Last && _lastStates?.Write(led.Name, led.State) is { } fault)
            LedTcpLog.LastStateNotWritten(_logger, led.Name, fault);
        _changed();
    }
}
