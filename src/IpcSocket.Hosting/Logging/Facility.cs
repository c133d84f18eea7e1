namespace IpcSocket.Hosting.Logging;

/// <summary>The part of a system that a syslog message comes from: the numbers of RFC 3164, of which a daemon has use for these.</summary>
internal enum Facility
{
    /// <summary>Programs of users; what <c>syslog(3)</c> takes when told nothing else.</summary>
    User = 1,

    /// <summary>System daemons.</summary>
    Daemons = 3,

    /// <summary>For local use.</summary>
    Local0 = 16,
}
