using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;

namespace IpcSocket.Hosting;

/// <summary>The settings in a text of JSON, by full keys.</summary>
internal sealed class JsonSettings : JsonStreamConfigurationProvider
{
    // As the base class reads it.
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private JsonSettings(Stream text) : base(new JsonStreamConfigurationSource { Stream = text }) { }

    /// <summary>Reads them.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="FormatException">It is no object, names a setting twice, or has a text that is no Unicode.</exception>
    public static IDictionary<string, string?> Parse(byte[] text)
    {
        using var stream = new MemoryStream(text);
        var settings = new JsonSettings(stream);
        try
        {
            settings.Load();
        }
        catch (InvalidOperationException e) when (LineOfHalfCharacter(text) is { } line)
        {
            throw new FormatException($"line {line}: a \\u escape from d800 to dfff is half of a character; write both halves or remove it", e);
        }

        return settings.Data;
    }

    // JSON may escape half of a surrogate pair, which is no text: the base class throws at it, and names neither key nor line.
    private static int? LineOfHalfCharacter(byte[] text)
    {
        using var decoded = new StreamReader(new MemoryStream(text));
        var utf8 = Encoding.UTF8.GetBytes(decoded.ReadToEnd());
        var reader = new Utf8JsonReader(utf8, Lenient);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && !IsText(ref reader))
                return 1 + utf8.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
        }

        return null;
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
