using Microsoft.Extensions.Configuration;

namespace IpcSocket.Hosting;

/// <summary>
/// Reads one section of the configuration, value by value, and collects every fault as one line that names the key, the value and what is
/// allowed, so that a user mends them all at once.
/// </summary>
public sealed class SettingsReader
{
    private readonly IConfigurationSection _section;
    private readonly List<string> _faults = [];

    /// <param name="section">The section to read.</param>
    public SettingsReader(IConfigurationSection section) => _section = section;

    /// <summary>The faults found so far, one line each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>A text that is not empty.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="defaultValue">What holds when the key is not there.</param>
    /// <param name="fault">Says what is allowed when the text is not, null when it is.</param>
    public string Text(string key, string defaultValue, Func<string, string?>? fault = null) => throw new NotImplementedException();

    /// <summary>A whole number from <paramref name="minimum"/> to <paramref name="maximum"/>, both included.</summary>
    public int Integer(string key, int defaultValue, int minimum, int maximum) => throw new NotImplementedException();

    /// <summary>A length of time written <c>hh:mm:ss</c> or <c>hh:mm:ss.fff</c>, both limits included.</summary>
    public TimeSpan Duration(string key, TimeSpan defaultValue, TimeSpan minimum, TimeSpan maximum) => throw new NotImplementedException();

    /// <summary>One word of a closed set, in any case; returned as the set spells it.</summary>
    public string Choice(string key, string defaultValue, IReadOnlyList<string> allowed) => throw new NotImplementedException();
}
