using ButtonTcp;
using IpcSocket.Hosting;
using Microsoft.Extensions.DependencyInjection;

return await Daemon.RunAsync(args, new DaemonProgram<ButtonTcpOptions>
{
    Name = "button-tcp",
    SyslogIdentifier = "BUTTON TCP",
    Summary = "Watches buttons and has led-tcp switch its LEDs at every press.",
    Section = ButtonTcpOptions.Section,
    Settings = ButtonTcpOptions.Settings,
    LiveKeys = ButtonTcpOptions.LiveKeys,
    ReadOptions = ButtonTcpOptions.Read,
    AddServices = static services => services.AddHostedService<ButtonTcpService>(),
}).ConfigureAwait(false);
