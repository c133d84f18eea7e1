using Microsoft.Extensions.Configuration;

namespace IpcSocket.Hosting;

/// <summary>Settings that can all be replaced at once; whoever watches the configuration's change token reads them again then.</summary>
internal sealed class SettingsSource : ConfigurationProvider, IConfigurationSource
{
    /// <param name="values">By full keys, in any case.</param>
    public SettingsSource(IDictionary<string, string?> values) => Data = values;

    /// <summary>All settings.</summary>
    public IDictionary<string, string?> Values => Data;

    /// <summary>Takes over the settings of another source.</summary>
    public void Replace(SettingsSource other)
    {
        Data = other.Data;
        OnReload();
    }

    /// <summary>
    /// The keys below one, in the order in which they were written, which tells the first LED from the others; the base class would sort them.
    /// </summary>
    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
    {
        var prefix = parentPath is null ? "" : parentPath + ConfigurationPath.KeyDelimiter;
        var keys = new List<string>(earlierKeys);
        foreach (var key in Data.Keys)
        {
            if (key.Length <= prefix.Length || !key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var end = key.IndexOf(ConfigurationPath.KeyDelimiter, prefix.Length, StringComparison.Ordinal);
            keys.Add(end < 0 ? key[prefix.Length..] : key[prefix.Length..end]);
        }
        return keys;
    }

    IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => this;
}
