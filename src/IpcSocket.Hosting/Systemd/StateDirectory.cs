namespace IpcSocket.Hosting.Systemd;

/// <summary>The folder in which the service may keep what outlives it (<c>StateDirectory=</c>, <c>systemd.exec(5)</c>).</summary>
/// <param name="Path">Its whole path; null when the unit has none, or no service manager started the program.</param>
public sealed record StateDirectory(string? Path)
{
    private const string Variable = "STATE_DIRECTORY";

    /// <summary>Reads the variable; of several directories the first one counts.</summary>
    internal static StateDirectory Read(DaemonEnvironment environment) => new(First(environment, Variable));

    /// <summary>The first directory in a variable that systemd sets; null for a relative path, because systemd sets absolute ones only.</summary>
    internal static string? First(DaemonEnvironment environment, string variable) =>
        environment.Variable(variable)?.Split(':') is [['/', ..] first, ..] ? first : null;
}
