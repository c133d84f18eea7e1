using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>
/// Saves what the next process needs: for each LED the state it returns to and whether it shows a temporary state, because a GPIO output can
/// stay driven over a crash and nothing else would end that; and for an LED with <see cref="PowerOn.Last"/> its last state. The former only
/// has to outlive the process and is kept in memory; the latter goes to the disk in the background. Saving does not block.
/// </summary>
/// <param name="runtime">Outlives the process; null where the unit has no directory for it.</param>
/// <param name="files">Outlives a power cut; null where the unit has no directory for it.</param>
/// <param name="logger">Receives the errors of the disk.</param>
/// <param name="time">The clock of the background writer.</param>
internal sealed class LedMemory(RuntimeStates? runtime, LastStates? files, ILogger logger, TimeProvider time) : IDisposable
{
    private readonly StateWriter? _writer = files is null ? null : new StateWriter(files.Write, logger, time);

    /// <summary>Reads what the process before this one saved of the LED. Reads the disk: only for the start.</summary>
    public LastState Read(BankedLed led)
    {
        var isLast = led.Options.PowerOn == PowerOn.Last;
        if (files is null && isLast)
            LedTcpLog.NoLastStates(logger, led.Name);
        var written = ReadFile(led.Name);
        if (written is { IsPassing: false } lasting)
            _writer!.SetWritten(led.Name, lasting.Steady);
        else if (written is { } temporary && !isLast)
            // Of an older version, for this start only: no later write would replace it.
            _writer!.Write(led.Name, temporary.Steady);
        return runtime?.Read(led.Name) ?? written ?? default;
    }

    /// <summary>Saves the state of the LED.</summary>
    public void Write(BankedLed led)
    {
        runtime?.Write(led.Name, new LastState(led.Steady, led.IsPassing));
        if (led.Options.PowerOn == PowerOn.Last)
            _writer?.Write(led.Name, led.Steady);
    }

    /// <summary>
    /// Saves that the LED is about to show a temporary state, before it is switched: a crash in between would otherwise leave it on
    /// permanently. If the device then refuses, <see cref="Write"/> takes it back.
    /// </summary>
    public void Announce(BankedLed led, LedState state, LedOrder order)
    {
        if (!order.IsLasting || state == LedState.Blink)
            runtime?.Write(led.Name, new LastState(order.UntilClose is null ? led.Steady : led.Options.SafeState, IsPassing: true));
    }

    /// <summary>Writes what is left to the disk, but does not wait long for a disk that stalls.</summary>
    public void Dispose()
    {
        _writer?.Dispose();
        runtime?.Dispose();
    }

    private LastState? ReadFile(string led)
    {
        string? error = null;
        var state = files?.Read(led, out error);
        if (error is not null)
            LedTcpLog.LastStateNotRead(logger, led, error);
        return state;
    }
}
