namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// The directory in memory in which the service may keep what outlives its process, but not the machine's (<c>RuntimeDirectory=</c>,
/// <c>systemd.exec(5)</c>).
/// </summary>
/// <param name="Path">The absolute path; null when the unit has none, or when no service manager started the program.</param>
public sealed record RuntimeDirectory(string? Path)
{
    /// <summary>Reads the variable <c>RUNTIME_DIRECTORY</c>; of several directories the first one counts.</summary>
    internal static RuntimeDirectory Read(DaemonEnvironment environment) => new(StateDirectory.First(environment, "RUNTIME_DIRECTORY"));
}
