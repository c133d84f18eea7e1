namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// Tells the service manager about this service (<c>sd_notify(3)</c>). Name and members are those of the package
/// Microsoft.Extensions.Hosting.Systemd, whose place this takes.
/// </summary>
public interface ISystemdNotifier
{
    /// <summary>A service manager is there that listens.</summary>
    bool IsEnabled { get; }

    /// <summary>
    /// Tells it, in one datagram. Never throws and never blocks; does nothing when nobody listens. May be called from any thread; what is
    /// told first arrives first.
    /// </summary>
    void Notify(ServiceState state);
}
