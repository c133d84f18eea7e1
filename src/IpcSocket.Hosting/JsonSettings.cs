using Microsoft.Extensions.Configuration.Json;

namespace IpcSocket.Hosting;

/// <summary>The settings in a text of JSON, by full keys.</summary>
internal sealed class JsonSettings : JsonStreamConfigurationProvider
{
    private JsonSettings(Stream text) : base(new JsonStreamConfigurationSource { Stream = text }) { }

    /// <summary>Reads them.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON.</exception>
    /// <exception cref="FormatException">It is no object, or names a setting twice.</exception>
    public static IDictionary<string, string?> Parse(byte[] text)
    {
        using var stream = new MemoryStream(text);
        var settings = new JsonSettings(stream);
        settings.Load();
        return settings.Data;
    }
}
