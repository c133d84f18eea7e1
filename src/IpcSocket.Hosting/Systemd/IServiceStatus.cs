namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// The line that <c>systemctl status</c> shows (<c>STATUS=</c> of <c>sd_notify(3)</c>). It is told when it has changed, four times a second
/// at most, and never when nobody listens.
/// </summary>
public interface IServiceStatus
{
    /// <summary>Says how the line is made. To be called once, before the service is ready; READY takes it along, if it was not told before.</summary>
    /// <param name="text">Returns one short line. Called by any thread, by one at a time; should not block.</param>
    void Set(Func<string> text);

    /// <summary>
    /// Something that the line shows is different now. Costs a comparison, and allocates nothing: may be called after every command, by
    /// any thread. The line is made and told up to a quarter of a second later.
    /// </summary>
    void Changed();
}
