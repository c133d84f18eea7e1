using Microsoft.Extensions.DependencyInjection;

namespace IpcSocket.Hosting.Systemd;

/// <summary>Adds the contract with the service manager to a daemon's services.</summary>
internal static class SystemdServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="ISystemdNotifier"/>, <see cref="IServiceStatus"/>, <see cref="InheritedSockets"/>, <see cref="FdStore"/>,
    /// <see cref="RestartSignal"/>, <see cref="StateDirectory"/> and <see cref="RuntimeDirectory"/>, which do nothing or are empty when no
    /// service manager is there. The name is that of the package Microsoft.Extensions.Hosting.Systemd.
    /// </summary>
    public static IServiceCollection AddSystemd(this IServiceCollection services, SystemdContract contract) => services
        .AddSingleton<ISystemdNotifier>(contract.Notifier)
        .AddSingleton<IServiceStatus>(contract.Status)
        .AddSingleton(contract.Sockets)
        .AddSingleton(contract.Store)
        .AddSingleton(contract.Restart)
        .AddSingleton(contract.StateDirectory)
        .AddSingleton(contract.RuntimeDirectory);
}
