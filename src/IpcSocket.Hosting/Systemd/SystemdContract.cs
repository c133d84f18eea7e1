namespace IpcSocket.Hosting.Systemd;

/// <summary>One daemon's dealings with the service manager that started it, if one did.</summary>
internal sealed class SystemdContract : IDisposable
{
    private readonly SystemdNotifier _notifier;

    public SystemdContract(DaemonEnvironment environment, IReadOnlyList<string> storedNamePrefixes)
    {
        var address = environment.Variable(SystemdVariables.NotifySocket);
        NotifyError = NotifyAddress.Error(address);
        _notifier = new SystemdNotifier(address, environment.Time);
        Status = new ServiceStatus(_notifier, environment.Time);
        Lifecycle = new ServiceLifecycle(_notifier, Status);
        Sockets = InheritedSockets.Read(environment, storedNamePrefixes);
        Store = new FdStore(address, Sockets.Stored);
        Restart = new RestartSignal(environment, _notifier.IsEnabled);
        StateDirectory = StateDirectory.Read(environment);
        RuntimeDirectory = RuntimeDirectory.Read(environment);
        WatchdogTime = Watchdog.ReadTime(environment);
        Time = environment.Time;
    }

    /// <summary>The error of an address that cannot be used, one line; then the service manager is not notified. Null when nothing is wrong.</summary>
    public string? NotifyError { get; }

    public ISystemdNotifier Notifier => _notifier;

    public ServiceStatus Status { get; }

    public ServiceLifecycle Lifecycle { get; }

    public InheritedSockets Sockets { get; }

    public FdStore Store { get; }

    public RestartSignal Restart { get; }

    public StateDirectory StateDirectory { get; }

    public RuntimeDirectory RuntimeDirectory { get; }

    /// <summary>Without a sign of life for so long the daemon is killed; null when nobody watches.</summary>
    public TimeSpan? WatchdogTime { get; }

    /// <summary>The clock of all of it.</summary>
    public TimeProvider Time { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Status.Dispose();
        Restart.Dispose();
        Store.Dispose();
        _notifier.Dispose();
    }
}
