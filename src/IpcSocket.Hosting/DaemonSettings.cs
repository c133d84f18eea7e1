using IpcSocket.Hosting.Logging;

namespace IpcSocket.Hosting;

/// <summary>Everything that is configured, read and judged; nothing is opened for it. Read alike at the start, at a reload and for a check.</summary>
internal sealed class DaemonSettings
{
    /// <summary>The maximum number of errors shown.</summary>
    internal const int MaxFaults = 100;

    private readonly List<SettingsReader> _readers = [];
    private readonly DaemonProgram _program;

    private DaemonSettings(DaemonConfiguration configuration, DaemonProgram program)
    {
        (Configuration, _program) = (configuration, program);
        Logging = LoggingSettings.Read(configuration.Settings);
        // Without the file every setting would be a default, and every further fault a guess.
        if (configuration.FileUnreadable)
        {
            Faults = Shown(configuration.Faults);
            return;
        }

        var reader = new SettingsReader(configuration.Settings.GetSection(program.Section));
        Options = program.Read(reader);
        reader.RejectUnknownKeys();
        _readers.Add(reader);
        _readers.AddRange(Logging.Sockets);
        Faults = Shown([.. configuration.Faults, .. Logging.Faults, .. reader.Faults]);
    }

    /// <summary>Where it was read from.</summary>
    public DaemonConfiguration Configuration { get; }

    /// <summary>The section <c>Logging</c>.</summary>
    public LoggingSettings Logging { get; }

    /// <summary>The daemon's own options; not to be used when there are faults, and null when the file could not be read.</summary>
    public object? Options { get; }

    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Reads everything. Never throws for what a user can get wrong.</summary>
    public static DaemonSettings Read(DaemonArguments arguments, DaemonProgram program, DaemonEnvironment environment) =>
        Judge(DaemonConfiguration.Read(arguments, program, environment), program);

    /// <summary>Judges what was read.</summary>
    public static DaemonSettings Judge(DaemonConfiguration configuration, DaemonProgram program) => new(configuration, program);

    /// <summary>The keys whose values differ, of those that take a restart.</summary>
    public IReadOnlyList<string> KeysToRestartFor(DaemonSettings newer)
    {
        var keys = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < _readers.Count; i++)
            keys.UnionWith(_readers[i].KeysThatDiffer(newer._readers[i]));
        keys.RemoveWhere(IsLive);
        return [.. keys];
    }

    // A file that is none of ours must not fill the log, nor hold up the start until the service manager takes it for stuck.
    private static IReadOnlyList<string> Shown(IReadOnlyList<string> faults) => faults.Count <= MaxFaults
        ? faults
        : [.. faults.Take(MaxFaults), $"the configuration has {faults.Count - MaxFaults} more errors"];

    private bool IsLive(string key)
    {
        foreach (var live in _program.LiveKeys)
        {
            var path = $"{_program.Section}:{live}";
            if (key.Equals(path, StringComparison.OrdinalIgnoreCase) || key.StartsWith(path + ':', StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
