namespace IpcSocket.Hosting;

/// <summary>What a daemon's exit status says to whoever started it (<c>systemd.exec(5)</c>, <c>sysexits.h</c>).</summary>
public static class ExitCode
{
    /// <summary>Asked to stop, and stopped in order.</summary>
    public const int Success = 0;

    /// <summary>Could not start or could not go on: worth another try by the service manager.</summary>
    public const int Failure = 1;

    /// <summary>The configuration or the command line is wrong (<c>EX_CONFIG</c>): another try would end the same way.</summary>
    public const int Configuration = 78;
}
