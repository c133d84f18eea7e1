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

    IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => this;
}
