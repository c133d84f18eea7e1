namespace IpcSocket.Hosting.Systemd;

/// <summary>The folder in which the service may keep what outlives it (<c>StateDirectory=</c>, <c>systemd.exec(5)</c>).</summary>
/// <param name="Path">Its whole path; null when the unit has none, or no service manager started the program.</param>
public sealed record StateDirectory(string? Path)
{
    private const string Variable = "STATE_DIRECTORY";

    /// <summary>Reads the variable, of which the first of several folders is taken. A relative path is none: systemd sets absolute ones only.</summary>
    internal static StateDirectory Read(DaemonEnvironment environment) =>
        new(environment.Variable(Variable)?.Split(':') is [['/', ..] first, ..] ? first : null);
}
