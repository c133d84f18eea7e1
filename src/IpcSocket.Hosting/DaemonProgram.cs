using Microsoft.Extensions.DependencyInjection;

namespace IpcSocket.Hosting;

/// <summary>What one daemon is, for the start-up that all daemons share.</summary>
public sealed class DaemonProgram
{
    /// <summary>The program's name as typed: <c>led-tcp</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The identifier of its lines in syslog and journal: <c>LED TCP</c>.</summary>
    public required string SyslogIdentifier { get; init; }

    /// <summary>One sentence for <c>--help</c>.</summary>
    public required string Summary { get; init; }

    /// <summary>The section of the configuration that is this daemon's own: <c>LedServer</c>.</summary>
    public required string Section { get; init; }

    /// <summary>The settings of that section as <c>--help</c> lists them: key, default, meaning.</summary>
    public required IReadOnlyList<(string Key, string Default, string Meaning)> Settings { get; init; }

    /// <summary>
    /// Reads the settings and registers the daemon's services with them. Faults are collected in the reader; when there is one, nothing
    /// that was registered is started.
    /// </summary>
    public required Action<SettingsReader, IServiceCollection> Configure { get; init; }
}
