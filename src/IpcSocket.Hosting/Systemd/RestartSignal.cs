namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// Tells a stop that is half of a restart from one for good: the units name SIGINT as <c>RestartKillSignal=</c> (<c>systemd.kill(5)</c>),
/// and a stop for good is SIGTERM. Without a service manager every stop is for good, Ctrl-C too.
/// </summary>
public sealed class RestartSignal : IDisposable
{
    private readonly IDisposable? _registration;
    private volatile bool _came;

    /// <param name="environment">Gives the signal.</param>
    /// <param name="isManaged">A service manager started the program.</param>
    internal RestartSignal(DaemonEnvironment environment, bool isManaged)
    {
        if (isManaged)
            _registration = environment.OnInterrupt(() => _came = true);
    }

    /// <summary>The daemon stops in order to be started again.</summary>
    public bool IsRestart => _came;

    /// <inheritdoc/>
    public void Dispose() => _registration?.Dispose();
}
