using IpcSocket.Hosting;
using IpcSocket.Platform.Gpio;
using IpcSocket.Protocol.Net;
using LedTcp;
using Microsoft.Extensions.DependencyInjection;

// The handlers of led-tcp never block: a command is a few instructions and at most one write to a device.
SocketDefaults.RunHandlersOnSocketThread();

return await Daemon.RunAsync(args, new DaemonProgram<LedTcpOptions>
{
    Name = "led-tcp",
    SyslogIdentifier = "LED TCP",
    Summary = "Switches a LED on commands that come as lines over TCP.",
    Section = LedTcpOptions.Section,
    Settings = LedTcpOptions.Settings,
    LiveKeys = LedTcpOptions.LiveKeys,
    StoredNamePrefixes = [GpioLed.EntryPrefix, ListenerStore.Prefix],
    ReadOptions = LedTcpOptions.Read,
    AddServices = static services => services.AddSingleton<Remains>().AddSingleton(ListenerStore.Create).AddHostedService<LedTcpService>(),
}).ConfigureAwait(false);
