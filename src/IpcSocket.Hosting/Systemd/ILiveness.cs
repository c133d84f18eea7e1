namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// Says whether the real work of a daemon still goes on. For a hosted service to implement, or to be registered beside it; asked at half of
/// the unit's <c>WatchdogSec</c>, and never without one.
/// </summary>
public interface ILiveness
{
    /// <summary>
    /// Goes the way that work goes, through the same loops, and returns true when it came back. Any other end counts as dead: false, an
    /// exception, or none at all. Then the service manager is not told that the service is alive, and kills and restarts it, unless a later
    /// answer comes first. An answer that takes longer than a quarter of <c>WatchdogSec</c> is told to the log.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the next answer is due, and when the daemon stops.</param>
    ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken);
}
