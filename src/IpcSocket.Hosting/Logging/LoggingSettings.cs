using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Hosting.Logging;

/// <summary>The settings below <c>Logging</c>: sockets of the system log, and levels, which are only checked here.</summary>
internal sealed class LoggingSettings
{
    /// <summary>Where the journal takes entries with fields (systemd: Native Journal Protocol).</summary>
    public const string DefaultJournalSocket = "/run/systemd/journal/socket";

    /// <summary>Where <c>syslog(3)</c> writes to.</summary>
    public const string DefaultSyslogSocket = "/dev/log";

    // sun_path of unix(7) holds 108 bytes, one of which ends it.
    private const int LongestSocketPath = 107;

    private static readonly string[] Levels = Enum.GetNames<LogLevel>();

    private readonly List<string> _faults = [];

    private LoggingSettings() { }

    /// <summary>The section's name.</summary>
    public const string Section = "Logging";

    /// <summary>The settings as <c>--help</c> lists them: key, default, meaning.</summary>
    public static IReadOnlyList<(string Key, string Default, string Meaning)> Settings { get; } =
    [
        ("LogLevel:Default", nameof(LogLevel.Information), "Trace, Debug, Information, Warning, Error, Critical or None; also by category"),
        ("Journal:Socket", DefaultJournalSocket, "the journal's own socket; log lines go there if it exists"),
        ("Syslog:Socket", DefaultSyslogSocket, "the syslog daemon's socket, where log lines go otherwise"),
    ];

    /// <summary><c>Logging:Journal:Socket</c>.</summary>
    public required string JournalSocket { get; init; }

    /// <summary><c>Logging:Syslog:Socket</c>.</summary>
    public required string SyslogSocket { get; init; }

    /// <summary>The readings of the sockets, which are opened once.</summary>
    public required IReadOnlyList<SettingsReader> Sockets { get; init; }

    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Reads the section <c>Logging</c>.</summary>
    public static LoggingSettings Read(IConfiguration configuration)
    {
        var logging = configuration.GetSection(Section);
        var journal = new SettingsReader(logging.GetSection("Journal"));
        var syslog = new SettingsReader(logging.GetSection("Syslog"));
        var settings = new LoggingSettings
        {
            JournalSocket = journal.Text("Socket", DefaultJournalSocket, SocketPathFault),
            SyslogSocket = syslog.Text("Socket", DefaultSyslogSocket, SocketPathFault),
            Sockets = [journal, syslog],
        };
        journal.RejectUnknownKeys();
        syslog.RejectUnknownKeys();
        settings._faults.AddRange([.. journal.Faults, .. syslog.Faults]);
        settings.CheckLevels(logging.GetSection("LogLevel"));
        return settings;
    }

    // The logging library would throw at the first word it does not know, deep in the building of the host.
    private void CheckLevels(IConfigurationSection levels)
    {
        var reader = new SettingsReader(levels);
        foreach (var category in levels.GetChildren())
            reader.Choice(category.Key, nameof(LogLevel.Information), Levels);
        reader.RejectUnknownKeys();
        _faults.AddRange(reader.Faults);
    }

    private static string? SocketPathFault(string path) =>
        Path.IsPathRooted(path) && !path.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(path) <= LongestSocketPath
            ? null
            : $"the absolute path of a socket, at most {LongestSocketPath} bytes";
}
