using IpcSocket.Hosting.Systemd;
using IpcSocket.Platform;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace LedTcp;

/// <summary>Keeps requests for GPIO lines in the service manager's store, so that a restart, an upgrade or a kill does not move an output.</summary>
internal sealed class LineRequestStore(FdStore store, ILogger logger) : IRequestStore
{
    public SafeFileHandle? Take(string name) => store.Take(name);

    // Where it is not kept, the line is only as steady over a restart as the chip leaves it.
    public void Keep(string name, SafeFileHandle request)
    {
        if (!store.Keep(name, request) && store.IsEnabled)
            LedTcpLog.RequestNotKept(logger, name);
    }

    public void Remove(string name) => store.Remove(name);
}
