namespace IpcSocket.Hosting.Systemd;

/// <summary>The folder in which the service may keep what outlives it (<c>StateDirectory=</c>, <c>systemd.exec(5)</c>).</summary>
/// <param name="Path">Its whole path; null when the unit has none, or no service manager started the program.</param>
public sealed record StateDirectory(string? Path)
{
    private const string Variable = "STATE_DIRECTORY";

    /// <summary>Reads the variable, of which the first of several folders is taken.</summary>
    internal static StateDirectory Read(DaemonEnvironment environment) => new(First(environment, Variable));

    /// <summary>The first directory in a variable that systemd sets, or null.</summary>
    internal static string? First(DaemonEnvironment environment, string variable) =>
        environment.Variable(variable)?.Split(':') is [{ Length: > 0 } first, ..] ? first : null;
}
