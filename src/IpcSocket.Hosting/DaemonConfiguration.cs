using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace IpcSocket.Hosting;

/// <summary>
/// The settings in their usual order: the file, then the environment, then the command line; the last one that names a key holds. Each is
/// read once: a watched file would cost hundreds of inotify watches, of which a machine has few.
/// </summary>
internal sealed class DaemonConfiguration
{
    /// <summary>The file that is read when the command line names none; it may be missing.</summary>
    public const string DefaultFile = "appsettings.json";

    /// <summary>Bytes that the file may have: far more than every setting of 100 LEDs needs.</summary>
    public const int MaxFileLength = 1024 * 1024;

    // One file serves both daemons, so each of them must let the other's section pass.
    private static readonly string[] SharedSections = ["ButtonClient", "LedServer", "Logging"];
    private static readonly string[] LoggingGroups = ["Journal", "LogLevel", "Syslog"];

    private readonly List<string> _faults = [];

    private DaemonConfiguration() { }

    /// <summary>All settings. What could not be read is missing from it.</summary>
    public SettingsSource Source { get; private set; } = new(NoSettings());

    /// <summary>The same, to be read by sections.</summary>
    public IConfigurationRoot Settings { get; private set; } = new ConfigurationRoot([]);

    /// <summary>The file that was read, by its whole path; null when there was none.</summary>
    public string? File { get; private set; }

    /// <summary>What is wrong with the file and with names of sections, one line each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The file was there but could not be read: what its settings are is not known.</summary>
    public bool FileUnreadable { get; private set; }

    /// <summary>Reads everything. Never throws for what a user can get wrong.</summary>
    public static DaemonConfiguration Read(DaemonArguments arguments, DaemonProgram program, DaemonEnvironment environment)
    {
        var configuration = new DaemonConfiguration();
        // The environment holds much that is not meant for this program, so unknown names in it are no faults.
        var settings = configuration.ReadFile(arguments.ConfigFile, environment) is { } json ? configuration.ParseJson(json) : NoSettings();
        Overrule(settings, arguments.Settings);
        string[] sections = [.. SharedSections.Append(program.Section).Distinct(StringComparer.OrdinalIgnoreCase)];
        configuration.RejectUnknown(settings, sections);

        Overrule(settings, FromEnvironment(environment.Variables, sections));
        Overrule(settings, arguments.Settings);
        configuration.Source = new SettingsSource(settings);
        configuration.Settings = new ConfigurationRoot([configuration.Source]);
        return configuration;
    }

    private (string Path, byte[] Text)? ReadFile(string? named, DaemonEnvironment environment)
    {
        var path = named ?? Path.Combine(environment.BaseDirectory, DefaultFile);
        try
        {
            // Fails, as reading does, when the working directory has been removed.
            path = Path.GetFullPath(path);
            var text = RegularFile.Read(path, MaxFileLength);
            File = path;
            return (path, text);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            if (named is not null)
                RefuseFile(path, "does not exist");
        }
        catch (UnauthorizedAccessException e)
        {
            RefuseFile(path, $"cannot be read: {e.Message}; the daemon's user must be allowed to read the file and to enter its directories");
        }
        catch (IOException e)
        {
            RefuseFile(path, $"cannot be read: {e.Message}");
        }

        return null;
    }

    private IDictionary<string, string?> ParseJson((string Path, byte[] Text) file)
    {
        try
        {
            return JsonSettings.Parse(file.Text);
        }
        catch (JsonException e)
        {
            var what = e.Message.Split(" LineNumber:", 2)[0];
            RefuseFile(file.Path, $"line {e.LineNumber + 1}: {what}");
        }
        catch (FormatException e)
        {
            RefuseFile(file.Path, e.Message);
        }

        return NoSettings();
    }

    private void RefuseFile(string path, string what)
    {
        FileUnreadable = true;
        _faults.Add($"{PrintableText.Escape(path)}: {PrintableText.Escape(what)}");
    }

    private static Dictionary<string, string?> NoSettings() => new(StringComparer.OrdinalIgnoreCase);

    private static void Overrule(IDictionary<string, string?> settings, IReadOnlyDictionary<string, string?> stronger)
    {
        foreach (var (key, value) in stronger)
            settings[key] = value;
    }

    private static Dictionary<string, string?> FromEnvironment(IReadOnlyDictionary<string, string?> variables, string[] sections)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables)
        {
            var key = name.Replace("__", ":", StringComparison.Ordinal);
            var end = key.IndexOf(':', StringComparison.Ordinal);
            if (end > 0 && sections.Contains(key[..end], StringComparer.OrdinalIgnoreCase))
                settings[key] = value;
        }

        return settings;
    }

    private void RejectUnknown(IDictionary<string, string?> written, string[] sections)
    {
        using var root = new ConfigurationRoot([new SettingsSource(written)]);
        RejectUnknown(root.GetChildren(), sections, "section");
        RejectUnknown(root.GetSection("Logging").GetChildren(), LoggingGroups, "setting");
    }

    private void RejectUnknown(IEnumerable<IConfigurationSection> found, string[] known, string kind)
    {
        foreach (var section in found)
        {
            if (!known.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
                _faults.Add(SettingsReader.Unknown(section.Path, section.Key, kind, known));
        }
    }
}
