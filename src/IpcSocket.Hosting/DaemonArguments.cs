namespace IpcSocket.Hosting;

/// <summary>
/// A daemon's command line: <c>--help</c>, <c>--version</c>, <c>--check-config</c>, <c>--config FILE</c> and any number of settings, <c>--Section:Key value</c> or
/// <c>--Section:Key=value</c>, of which the last one for a key holds. Read by hand: a parser library costs more time than the rest of the
/// start-up.
/// </summary>
internal sealed class DaemonArguments
{
    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);

    private DaemonArguments() { }

    /// <summary>The user wants to read how the program is used.</summary>
    public bool Help { get; private set; }

    /// <summary>The user wants to know the version.</summary>
    public bool Version { get; private set; }

    /// <summary>The user wants to know whether the configuration is valid.</summary>
    public bool CheckConfig { get; private set; }

    /// <summary>The configuration file that was named, as it was written; null when none was.</summary>
    public string? ConfigFile { get; private set; }

    /// <summary>The settings, by their full keys.</summary>
    public IReadOnlyDictionary<string, string?> Settings => _settings;

    /// <summary>What is wrong, one line; null when nothing is. The rest of the command line was not read then.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads a command line. Never throws.</summary>
    public static DaemonArguments Parse(IReadOnlyList<string> args)
    {
        var arguments = new DaemonArguments();
        for (var i = 0; i < args.Count && arguments.Fault is null; i++)
        {
            var next = i + 1 < args.Count ? args[i + 1] : null;
            if (arguments.Take(args[i], next))
                i++;
        }

        return arguments;
    }

    /// <summary>Takes one argument, and says whether the one after it was its value.</summary>
    private bool Take(string argument, string? next)
    {
        if (argument is "--help" or "-h")
            return !(Help = true);
        if (argument is "--version")
            return !(Version = true);
        if (argument is "--check-config")
            return !(CheckConfig = true);

        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument : argument[..equals];
        if (name != "--config" && !IsSetting(name))
            return Refuse($"{Shown(argument)} is not an argument of this program; --help lists them");

        var value = equals < 0 ? next : argument[(equals + 1)..];
        // `--LedServer:Host --LedServer:Port 6000` forgot a value; it does not name a host. A value that begins so can be given after '='.
        if (value is null || (equals < 0 && value.StartsWith("--", StringComparison.Ordinal)))
            return Refuse($"{Shown(name)} needs a value after it");

        if (name == "--config" && value.Length == 0)
            return Refuse("--config needs the name of a file");
        if (name == "--config")
            ConfigFile = value;
        else
            _settings[name[2..]] = value;
        return equals < 0;
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal)
        && name[2..].Split(':').All(part => part.Length > 0);

    private bool Refuse(string fault)
    {
        Fault = fault;
        return false;
    }

    private static string Shown(string argument) => $"'{PrintableText.Escape(argument, PrintableText.ValueLimit)}'";
}
