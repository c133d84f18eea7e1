using ButtonTcp;
using IpcSocket.Hosting;
using Microsoft.Extensions.DependencyInjection;

return await Daemon.RunAsync(args, new DaemonProgram
{
    Name = "button-tcp",
    SyslogIdentifier = "BUTTON TCP",
    Summary = "Watches a button and has led-tcp switch its LED at every press.",
    Section = ButtonTcpOptions.Section,
    Settings = ButtonTcpOptions.Settings,
    Configure = static (settings, services) =>
    {
        services.AddSingleton(ButtonTcpOptions.Read(settings));
        services.AddHostedService<ButtonTcpService>();
    },
}).ConfigureAwait(false);
