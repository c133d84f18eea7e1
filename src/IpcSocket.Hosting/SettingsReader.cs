using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace IpcSocket.Hosting;

/// <summary>
/// Reads one section of the configuration, value by value, and collects every fault as one line that names the key, the value and what is
/// allowed, so that a user mends them all at once. A value at fault reads as its default. Keys are the same in any case.
/// </summary>
public sealed class SettingsReader
{
    private static readonly string[] DurationFormats = [@"hh\:mm\:ss", @"hh\:mm\:ss\.fff"];

    private readonly IConfigurationSection _section;
    private readonly List<string> _faults;
    // What was read, by whole keys, for the comparison of two readings; of a value at fault there is nothing to compare.
    private readonly Dictionary<string, object> _values;
    private readonly SortedSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SettingsReader> _groups = [];

    /// <param name="section">The section to read.</param>
    public SettingsReader(IConfigurationSection section) : this(section, [], new(StringComparer.OrdinalIgnoreCase)) { }

    private SettingsReader(IConfigurationSection section, List<string> faults, Dictionary<string, object> values) =>
        (_section, _faults, _values) = (section, faults, values);

    /// <summary>The keys that are there, in the order of the file.</summary>
    public IReadOnlyList<string> Keys => [.. _section.GetChildren().Select(child => child.Key)];

    /// <summary>The faults found so far, one line each; those of groups are among them.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>A text that is not empty and has no control characters.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="defaultValue">What holds when the key is not there.</param>
    /// <param name="fault">Says what is allowed when the text is not, null when it is.</param>
    public string Text(string key, string defaultValue, Func<string, string?>? fault = null)
    {
        if (Find(key, "a text", defaultValue) is not { } text)
            return defaultValue;
        var allowed = text.Length == 0 ? "a text that is not empty"
            : !PrintableText.IsText(text) ? "a text without control characters"
            : fault?.Invoke(text);
        return allowed is null ? Keep(key, text) : Refuse(key, text, allowed, defaultValue);
    }

    /// <summary>A whole number from <paramref name="minimum"/> to <paramref name="maximum"/>, both included.</summary>
    public int Integer(string key, int defaultValue, int minimum, int maximum)
    {
        var allowed = string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}");
        if (Find(key, allowed, defaultValue) is not { } text)
            return defaultValue;
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        return isNumber && number >= minimum && number <= maximum ? Keep(key, number) : Refuse(key, text, allowed, defaultValue);
    }

    /// <summary>
    /// A length of time written <c>hh:mm:ss</c> or <c>hh:mm:ss.fff</c>, both limits included. What can be written ends at
    /// <c>23:59:59.999</c>.
    /// </summary>
    public TimeSpan Duration(string key, TimeSpan defaultValue, TimeSpan minimum, TimeSpan maximum)
    {
        var allowed = $"a time from {Written(minimum)} to {Written(maximum)}, as hh:mm:ss or hh:mm:ss.fff";
        if (Find(key, allowed, defaultValue) is not { } text)
            return defaultValue;
        var isTime = TimeSpan.TryParseExact(text, DurationFormats, CultureInfo.InvariantCulture, out var time);
        return isTime && time >= minimum && time <= maximum ? Keep(key, time) : Refuse(key, text, allowed, defaultValue);
    }

    /// <summary>One of a closed set of values, by the word for it, in any case.</summary>
    public T Choice<T>(string key, T defaultValue, IReadOnlyList<(string Word, T Value)> allowed) where T : notnull
    {
        var words = $"one of {string.Join(", ", allowed.Select(choice => choice.Word))}";
        if (Find(key, words, defaultValue) is not { } text)
            return defaultValue;
        foreach (var (word, value) in allowed)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                return Keep(key, value);
        }
        return Refuse(key, text, words, defaultValue);
    }

    /// <summary><c>true</c> or <c>false</c>, in any case.</summary>
    public bool Flag(string key, bool defaultValue) => Choice(key, defaultValue, [("true", true), ("false", false)]);

    /// <summary>One word of a closed set, in any case; returned as the set spells it.</summary>
    public string Choice(string key, string defaultValue, IReadOnlyList<string> allowed)
    {
        var words = $"one of {string.Join(", ", allowed)}";
        if (Find(key, words, defaultValue) is not { } text)
            return defaultValue;
        var word = allowed.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));
        return word is not null ? Keep(key, word) : Refuse(key, text, words, defaultValue);
    }

    /// <summary>A group of settings within this one. Its faults are told with those of this reader.</summary>
    public SettingsReader Group(string key)
    {
        _known.Add(key);
        var group = new SettingsReader(_section.GetSection(key), _faults, _values);
        _groups.Add(group);
        return group;
    }

    /// <summary>Makes a fault of a key for a reason that more than its value has.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="reason">Follows the key: <c>needs …</c>, <c>is …; allowed is …</c>.</param>
    public void Fault(string key, string reason) =>
        Add($"{PrintableText.Escape($"{_section.Path}:{key}", PrintableText.ValueLimit)} {reason}");

    /// <summary>
    /// Makes a fault of every key in the section that no method above was asked for: a setting that is misspelt must not be passed over
    /// in silence. To be called when everything has been read.
    /// </summary>
    public void RejectUnknownKeys()
    {
        if (!string.IsNullOrEmpty(_section.Value))
            Add($"{_section.Path} is {Quoted(_section.Value)}; allowed is a group of settings");

        foreach (var child in _section.GetChildren())
        {
            if (!_known.Contains(child.Key))
                Add(Unknown(child.Path, child.Key, "setting", _known));
        }

        foreach (var group in _groups)
            group.RejectUnknownKeys();
    }

    /// <summary>The line for a name that is not one of the known ones.</summary>
    internal static string Unknown(string path, string name, string kind, IReadOnlyCollection<string> known)
    {
        var nearest = NearestName.Find(name, known) is { } meant ? $"did you mean {meant}? The" : "the";
        return $"{PrintableText.Escape(path, PrintableText.ValueLimit)} is not a {kind}; {nearest} {kind}s are {string.Join(", ", known)}";
    }

    /// <summary>The full keys that were read here and in another reading of the same section, with different results.</summary>
    internal IEnumerable<string> KeysThatDiffer(SettingsReader other)
    {
        foreach (var (key, value) in _values)
        {
            if (!other._values.TryGetValue(key, out var otherValue) || !value.Equals(otherValue))
                yield return key;
        }

        foreach (var key in other._values.Keys)
        {
            if (!_values.ContainsKey(key))
                yield return key;
        }
    }

    // Names of LEDs and buttons are keys, and a reason may quote another setting: nothing of a file reaches a terminal as it is.
    private void Add(string fault) => _faults.Add(PrintableText.Escape(fault));

    private string? Find<T>(string key, string allowed, T defaultValue) where T : notnull
    {
        _known.Add(key);
        _values[PathOf(key)] = defaultValue;
        var found = _section.GetSection(key);
        if (found.Value is null && found.GetChildren().Any())
            Add($"{_section.Path}:{key} is a group of settings; allowed is {allowed}");
        return found.Value;
    }

    private T Keep<T>(string key, T value) where T : notnull
    {
        _values[PathOf(key)] = value;
        return value;
    }

    private T Refuse<T>(string key, string text, string allowed, T defaultValue)
    {
        Add($"{_section.Path}:{key} is {Quoted(text)}; allowed is {allowed}");
        return defaultValue;
    }

    private string PathOf(string key) => $"{_section.Path}:{key}";

    private static string Quoted(string text) => $"'{PrintableText.Escape(text, PrintableText.ValueLimit)}'";

    private static string Written(TimeSpan time) =>
        time.ToString(DurationFormats[time.Milliseconds == 0 ? 0 : 1], CultureInfo.InvariantCulture);
}
