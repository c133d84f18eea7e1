using IpcSocket.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>What outlives a process of the service.</summary>
/// <param name="store">Keeps requests for GPIO lines.</param>
/// <param name="state">Keeps the last states of LEDs, over a power cut too.</param>
/// <param name="runtime">Keeps the states of LEDs in memory.</param>
/// <param name="restart">Tells whether there will be a next process.</param>
internal sealed class Remains(FdStore store, StateDirectory state, RuntimeDirectory runtime, RestartSignal restart)
{
    public FdStore Store => store;

    /// <summary>The daemon stops in order to be started again: no LED is switched.</summary>
    public bool IsRestart => restart.IsRestart;

    /// <summary>Opens the storage of the LEDs' states. Logs what is missing or fails, and continues without it.</summary>
    public LedMemory OpenMemory(IReadOnlyList<string> leds, ILogger logger, TimeProvider time) =>
        new(OpenRuntimeStates(leds, logger), state.Path is { } directory ? new LastStates(directory) : null, logger, time);

    private RuntimeStates? OpenRuntimeStates(IReadOnlyList<string> leds, ILogger logger)
    {
        try
        {
            if (runtime.Path is { } directory)
                return new RuntimeStates(directory, leds);
            // Only with a service manager does a line stay driven after a crash.
            if (store.IsEnabled)
                LedTcpLog.NoRuntimeStates(logger, "RUNTIME_DIRECTORY is not set; add RuntimeDirectory=led-tcp to the unit");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LedTcpLog.NoRuntimeStates(logger, exception.Message);
        }
        return null;
    }
}
