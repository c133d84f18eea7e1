using IpcSocket.Hosting.Systemd;

namespace LedTcp;

/// <summary>What outlives a process of the service.</summary>
/// <param name="store">Keeps requests for GPIO lines.</param>
/// <param name="state">Where what the LEDs showed is written down.</param>
/// <param name="restart">Tells whether there will be a next process.</param>
internal sealed class Remains(FdStore store, StateDirectory state, RestartSignal restart)
{
    public FdStore Store => store;

    /// <summary>Null where nothing can be written.</summary>
    public string? StateFolder => state.Path;

    /// <summary>The daemon stops in order to be started again: no LED is switched.</summary>
    public bool IsRestart => restart.IsRestart;
}
