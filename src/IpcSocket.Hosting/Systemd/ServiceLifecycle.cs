namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// Tells the service manager of the stages of the daemon's life, in the only order it may hear them: once the stop has begun, the end of a
/// reload that was under way must not say that the daemon is ready again.
/// </summary>
internal sealed class ServiceLifecycle(ISystemdNotifier notifier, ServiceStatus status)
{
    private readonly Lock _lock = new();
    private bool _isStopping;

    /// <summary>The services have started, or a reload has ended.</summary>
    public void Ready() => Tell(() => status.TellWith(ServiceState.Ready));

    /// <summary>A reload has begun.</summary>
    public void Reloading() => Tell(() => notifier.Notify(ServiceState.Reloading()));

    /// <summary>How the reload ended, for the status line. To be called before <see cref="Ready"/>.</summary>
    /// <param name="error">Why it failed; null when the new settings took effect.</param>
    public void Reloaded(string? error) => status.ReloadError = error;

    /// <summary>
    /// The stop has begun. More time than the unit grants is not asked for: the daemon ends itself after
    /// <see cref="Daemon.ShutdownTimeout"/>, and an administrator who grants less means it.
    /// </summary>
    public void Stopping() => Tell(() =>
    {
        _isStopping = true;
        notifier.Notify(ServiceState.Stopping);
    });

    /// <summary>Why the daemon ends: what <c>systemctl status</c> shows of a failed service.</summary>
    public void Failed(string reason) => notifier.Notify(ServiceState.Status(reason));

    private void Tell(Action tell)
    {
        lock (_lock)
        {
            if (!_isStopping)
                tell();
        }
    }
}
