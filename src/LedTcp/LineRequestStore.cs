using IpcSocket.Hosting.Systemd;
using IpcSocket.Platform;
using Microsoft.Win32.SafeHandles;

namespace LedTcp;

/// <summary>Keeps requests for GPIO lines in the service manager's store, so that a restart, an upgrade or a kill does not move an output.</summary>
internal sealed class LineRequestStore(FdStore store) : IRequestStore
{
    public SafeFileHandle? Take(string name) => store.Take(name);

    // Where it is not kept, the line is only as steady over a restart as the chip leaves it.
    public void Keep(string name, SafeFileHandle request) => store.Keep(name, request);

    public void Remove(string name) => store.Remove(name);
}
