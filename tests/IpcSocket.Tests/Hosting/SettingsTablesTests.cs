using System.Text.Json;
using System.Text.RegularExpressions;
using ButtonTcp;
using IpcSocket.Hosting;
using IpcSocket.Hosting.Logging;
using LedTcp;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IpcSocket.Tests.Hosting;

/// <summary>Settings and their defaults are the same in the code, in its tables, in --help, in appsettings.json and on the pages.</summary>
public sealed partial class SettingsTablesTests
{
    private static readonly (string Section, IReadOnlyList<(string Key, string Default, string Meaning)> Settings)[] Tables =
    [
        (LedTcpOptions.Section, LedTcpOptions.Settings),
        (ButtonTcpOptions.Section, ButtonTcpOptions.Settings),
        (LoggingSettings.Section, LoggingSettings.Settings),
    ];

    /// <summary>Default by full key; empty for a setting without one.</summary>
    private static readonly Dictionary<string, string> Defaults = Tables
        .SelectMany(table => table.Settings.Select(setting => ($"{table.Section}:{setting.Key}", setting.Default)))
        .ToDictionary(setting => setting.Item1, setting => setting.Default);

    [Fact]
    public void The_options_of_led_tcp_are_the_defaults_of_its_table() => AssertDefaults(LedTcpOptions.Section, LedTcpOptions.Read);

    [Fact]
    public void The_options_of_button_tcp_are_the_defaults_of_its_table() => AssertDefaults(ButtonTcpOptions.Section, ButtonTcpOptions.Read);

    [Fact]
    public void The_sockets_of_the_log_are_the_defaults_of_its_table()
    {
        var read = LoggingSettings.Read(new ConfigurationRoot([]));
        Assert.Equal(Defaults["Logging:Journal:Socket"], read.JournalSocket);
        Assert.Equal(Defaults["Logging:Syslog:Socket"], read.SyslogSocket);
    }

    [Fact]
    public void The_help_has_every_setting_with_its_default()
    {
        AssertHelp(LedTcpOptions.Section, LedTcpOptions.Settings, LedTcpOptions.Read);
        AssertHelp(ButtonTcpOptions.Section, ButtonTcpOptions.Settings, ButtonTcpOptions.Read);
    }

    [Fact]
    public void Every_value_of_appsettings_json_is_the_default()
    {
        var values = new ConfigurationBuilder().AddJsonFile(PathOf("appsettings.json")).Build().AsEnumerable().Where(setting => setting.Value is not null);
        Assert.All(values.Where(setting => setting.Key != "Logging:LogLevel:Microsoft"), setting => Assert.Equal(Defaults[setting.Key], setting.Value));
    }

    [Fact]
    public void The_table_of_the_README_has_every_setting_with_its_default()
    {
        var rows = File.ReadAllLines(PathOf("README.md"))
            .SkipWhile(line => line != "| setting | default | meaning |").Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|'));
        AssertPage(rows.Select(cells => (Codes(cells[1]), Codes(cells[2]))));
    }

    [Fact]
    public void The_manual_page_has_every_setting_with_its_default()
    {
        var page = File.ReadAllText(PathOf("ipc-socket.5.md"));
        var entries = new List<(string[] Keys, string[] Defaults)>();
        foreach (Match section in SectionOfPage().Matches(page))
        {
            foreach (Match entry in EntryOfPage().Matches(section.Groups["text"].Value))
            {
                var keys = KeyOfPage().Matches(entry.Groups["keys"].Value).Select(key => $"{section.Groups["name"].Value}:{key.Groups[1].Value}");
                var text = entry.Groups["text"].Value;
                var start = text.IndexOf("Default:", StringComparison.Ordinal);
                entries.Add(([.. keys.Select(WithNames)], start < 0 ? [] : Codes(text[start..])));
            }
        }
        AssertPage(entries);
    }

    private static void AssertDefaults<TOptions>(string section, Func<SettingsReader, TOptions> read)
    {
        var written = Defaults.Where(setting => setting.Key.StartsWith(section + ':', StringComparison.Ordinal) && setting.Value.Length > 0).ToArray();
        Assert.NotEmpty(written);
        var options = Read(section, read, []);
        Assert.Equal(JsonSerializer.Serialize(options), JsonSerializer.Serialize(Read(section, read, written)));
        // The comparison sees every setting.
        Assert.NotEqual(JsonSerializer.Serialize(options), JsonSerializer.Serialize(Read(section, read, [new($"{section}:Port", "1")])));

        // The fault of an unknown key lists the keys that are read.
        var reader = ReaderOf(section, [new($"{section}:Unknown", "1")]);
        read(reader);
        reader.RejectUnknownKeys();
        Assert.EndsWith(
            " settings are " + string.Join(", ", KeysOf(section).Order(StringComparer.OrdinalIgnoreCase)), Assert.Single(reader.Faults), StringComparison.Ordinal);
    }

    private static TOptions Read<TOptions>(string section, Func<SettingsReader, TOptions> read, KeyValuePair<string, string>[] settings)
    {
        var reader = ReaderOf(section, settings);
        var options = read(reader);
        reader.RejectUnknownKeys();
        Assert.Empty(reader.Faults);
        return options;
    }

    private static SettingsReader ReaderOf(string section, IEnumerable<KeyValuePair<string, string>> settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)))
            .Build().GetSection(section));

    // A group such as Leds is one key.
    private static IEnumerable<string> KeysOf(string section) =>
        Tables.Single(table => table.Section == section).Settings.Select(setting => setting.Key.Split(':')[0]);

    private static void AssertHelp<TOptions>(
        string section, IReadOnlyList<(string Key, string Default, string Meaning)> settings, Func<SettingsReader, TOptions> read) where TOptions : class
    {
        var help = DaemonHelp.Text(new DaemonProgram<TOptions>
        {
            Name = "",
            SyslogIdentifier = "",
            Summary = "",
            Section = section,
            Settings = settings,
            ReadOptions = read,
            AddServices = _ => { },
        });
        var shown = Defaults.Where(setting => setting.Key.Split(':')[0] is var name && (name == section || name == LoggingSettings.Section));
        Assert.All(shown, setting => Assert.Matches($"(?m)^  {Regex.Escape(setting.Key)} +{Regex.Escape(setting.Value)} +[a-zA-Z]", help));
    }

    // Each entry has the defaults of its keys, those that have one, in their order; further values may follow, in an explanation.
    private static void AssertPage(IEnumerable<(string[] Keys, string[] Values)> entries)
    {
        var found = entries.ToArray();
        Assert.Equal(Defaults.Keys.Order(StringComparer.Ordinal), found.SelectMany(entry => entry.Keys).Order(StringComparer.Ordinal));
        Assert.All(found, entry =>
        {
            string[] expected = [.. entry.Keys.Select(key => Defaults[key]).Where(value => value.Length > 0)];
            Assert.Equal(expected, entry.Values.Take(expected.Length));
            Assert.True(expected.Length > 0 || entry.Values.Length == 0, $"{string.Join(", ", entry.Keys)} has no default");
        });
    }

    private static string WithNames(string key) => key is "LedServer:Leds" or "ButtonClient:Buttons" ? $"{key}:NAME:KEY" : key;

    private static string[] Codes(string text) => [.. CodeOfPage().Matches(text).Select(code => code.Groups[1].Value)];

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name);

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex CodeOfPage();

    [GeneratedRegex(@"(?ms)^# SECTION (?<name>\w+)\n(?<text>.*?)(?=^# )")]
    private static partial Regex SectionOfPage();

    // Keys in a line of their own, and below them the text, up to an empty line.
    [GeneratedRegex(@"(?ms)^(?<keys>\*[^\n]+)\n:   (?<text>.*?)\n\n")]
    private static partial Regex EntryOfPage();

    [GeneratedRegex(@"\*([A-Za-z:]+)\*")]
    private static partial Regex KeyOfPage();
}
