namespace IpcSocket.Hosting.Systemd;

/// <summary>The environment variables that systemd speaks through (<c>sd_notify(3)</c>, <c>sd_watchdog_enabled(3)</c>, <c>sd_listen_fds(3)</c>).</summary>
internal static class SystemdVariables
{
    /// <summary>The address of the socket that is told.</summary>
    public const string NotifySocket = "NOTIFY_SOCKET";

    /// <summary>Microseconds without a sign of life after which the service is killed.</summary>
    public const string WatchdogUsec = "WATCHDOG_USEC";

    /// <summary>The process that this holds for.</summary>
    public const string WatchdogPid = "WATCHDOG_PID";

    /// <summary>The process that sockets are passed on to.</summary>
    public const string ListenPid = "LISTEN_PID";

    /// <summary>How many they are.</summary>
    public const string ListenFds = "LISTEN_FDS";

    /// <summary>Their names, between colons.</summary>
    public const string ListenFdNames = "LISTEN_FDNAMES";

    private static readonly string[] All = [NotifySocket, WatchdogUsec, WatchdogPid, ListenPid, ListenFds, ListenFdNames];

    /// <summary>Takes them out of this process's environment: a program that it starts must not speak to the service manager in its name.</summary>
    public static void ClearOfThisProcess()
    {
        foreach (var name in All)
        {
            if (Environment.GetEnvironmentVariable(name) is not null)
                Environment.SetEnvironmentVariable(name, null);
        }
    }
}
