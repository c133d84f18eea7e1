using Microsoft.Extensions.Configuration;

namespace IpcSocket.Hosting;

/// <summary>Settings that can all be replaced at once; whoever watches the configuration's change token reads them again then.</summary>
internal sealed class SettingsSource : ConfigurationProvider, IConfigurationSource
{
    // A path with more parts is no section of ours; it is searched for, since an index of every path grows with the square of a key's length.
    private const int MaxIndexedParts = 4;

    private volatile Dictionary<string, List<string>> _children;

    /// <param name="values">By full keys, in any case.</param>
    public SettingsSource(IDictionary<string, string?> values) => (Data, _children) = (values, Index(values.Keys));

    /// <summary>All settings.</summary>
    public IDictionary<string, string?> Values => Data;

    /// <summary>Takes over the settings of another source.</summary>
    public void Replace(SettingsSource other)
    {
        (Data, _children) = (other.Data, other._children);
        OnReload();
    }

    /// <summary>
    /// The keys below one, in the order in which they were written, which tells the first LED from the others; the base class would sort them.
    /// </summary>
    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
    {
        if (parentPath is not null && parentPath.AsSpan().Count(':') < MaxIndexedParts)
        {
            return _children.TryGetValue(parentPath, out var children) ? [.. earlierKeys, .. children] : earlierKeys;
        }

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

    // The keys below each path. Without it, a section with thousands of keys would be searched once for each of them.
    private static Dictionary<string, List<string>> Index(IEnumerable<string> keys)
    {
        var index = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys)
        {
            var parts = 0;
            for (var end = key.IndexOf(':', StringComparison.Ordinal); end >= 0 && end + 1 < key.Length && parts < MaxIndexedParts; parts++)
            {
                var next = key.IndexOf(':', end + 1);
                var child = next < 0 ? key[(end + 1)..] : key[(end + 1)..next];
                var parent = key[..end];
                if (!index.TryGetValue(parent, out var children))
                    index.Add(parent, children = []);
                // Keys of one section usually follow each other.
                if (children.Count == 0 || !children[^1].Equals(child, StringComparison.OrdinalIgnoreCase))
                    children.Add(child);
                end = next;
            }
        }

        return index;
    }

    IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => this;
}
