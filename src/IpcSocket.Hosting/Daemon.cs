namespace IpcSocket.Hosting;

/// <summary>The start-up and the end that all daemons share.</summary>
public static class Daemon
{
    /// <summary>Runs a daemon until it is told to stop, and returns the exit status.</summary>
    public static Task<int> RunAsync(string[] args, DaemonProgram program) => throw new NotImplementedException();
}
