using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>
/// What the next process has to know of the LEDs: the last state, for <see cref="PowerOn.Last"/>; and for every LED whether it was on, off or
/// blinking for a time only, for an output may be left as it was over a restart or a crash, and then nobody would end that.
/// </summary>
/// <param name="lastStates">Where it is written down; null where it cannot be.</param>
/// <param name="logger">Where it is told that it cannot.</param>
internal sealed class LedMemory(LastStates? lastStates, ILogger logger)
{
    /// <summary>What was written of the LED before this process.</summary>
    public LastState Read(BankedLed led)
    {
        if (lastStates is null && led.Options.PowerOn == PowerOn.Last)
            LedTcpLog.NoLastStates(logger, led.Name);
        return led.Remembered = lastStates?.Read(led.Name) ?? default;
    }

    /// <summary>Writes what has to be known of the LED, where that is something else than before.</summary>
    public void Write(BankedLed led) => Write(led, new LastState(led.Steady, led.IsPassing));

    /// <summary>
    /// Writes that the LED is about to show something that will end, before it does: were it lit first, a crash in between would leave it lit for
    /// good. Where the device then refuses, <see cref="Write(BankedLed)"/> takes it back.
    /// </summary>
    public void Announce(BankedLed led, LedState state, LedOrder order)
    {
        if (!order.IsLasting || state == LedState.Blink)
            Write(led, new LastState(order.UntilClose is null ? led.Steady : led.Options.SafeState, IsPassing: true));
    }

    private void Write(BankedLed led, LastState state)
    {
        var matters = led.Options.PowerOn == PowerOn.Last || state.IsPassing || led.Remembered.IsPassing;
        if (lastStates is null || !matters || state == led.Remembered)
            return;
        led.Remembered = state;
        if (lastStates.Write(led.Name, state) is { } fault)
            LedTcpLog.LastStateNotWritten(logger, led.Name, fault);
    }
}
