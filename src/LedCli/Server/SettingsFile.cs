using System.Text.Json;
using IpcSocket;
using IpcSocket.Protocol.Wire;

namespace LedCli.Server;

/// <summary>
/// What the daemons' settings file says of the server's place: <c>ButtonClient:Host</c> and <c>ButtonClient:Port</c>, the same that
/// button-tcp connects to, or else the port of <c>LedServer</c>. Its host says where a server listens, which may be no place to connect to.
/// </summary>
/// <param name="Host">The host and the key it stands under; null when there is none.</param>
/// <param name="Port">The port, not yet checked, and its key.</param>
internal sealed record SettingsFile((string Source, string Value)? Host, (string Source, string Value)? Port)
{
    // 1 MiB; the file of a usual installation has less than 1 KiB.
    private const int MaxLength = 1 << 20;

    private static readonly SettingsFile Empty = new(null, null);

    // As the daemons read it.
    private static readonly JsonDocumentOptions Forgiving = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the first of the files that is there; none is no fault.</summary>
    /// <exception cref="LedCliException">It cannot be read, or is no JSON.</exception>
    public static SettingsFile ReadFirst(IEnumerable<string> files) => files.FirstOrDefault(File.Exists) is { } file ? Read(file) : Empty;

    /// <summary>Reads one file.</summary>
    /// <exception cref="LedCliException">It cannot be read, is not a regular file of at most 1 MiB, or is no JSON.</exception>
    public static SettingsFile Read(string file)
    {
        if (file.Length == 0)
            throw new LedCliException(ExitStatus.Usage, "--config is ''; allowed is the path of a file");
        try
        {
            using var stream = new MemoryStream(RegularFile.Read(file, MaxLength));
            using var document = JsonDocument.Parse(stream, Forgiving);
            return Read(file, document.RootElement);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // The last is a text that is no Unicode: half a surrogate pair. The JSON reader quotes the file as it is, control characters included.
            throw new LedCliException(ExitStatus.Usage, $"cannot read {file}: {LineText.Escape(exception.Message, LineReader.MaxReplyLength)}");
        }
    }

    private static SettingsFile Read(string file, JsonElement root)
    {
        var client = Find(root, "ButtonClient");
        return new SettingsFile(
            Value(file, "ButtonClient:Host", Find(client, "Host")),
            Value(file, "ButtonClient:Port", Find(client, "Port")) ?? NotFree(Value(file, "LedServer:Port", Find(Find(root, "LedServer"), "Port"))));
    }

    // Keys are taken in any case, as .NET's configuration takes them.
    private static JsonElement? Find(JsonElement? group, string key)
    {
        if (group is not { ValueKind: JsonValueKind.Object } members)
            return null;
        foreach (var member in members.EnumerateObject())
        {
            if (member.Name.Equals(key, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }
        return null;
    }

    private static (string Source, string Value)? Value(string file, string key, JsonElement? value) =>
        value?.ToString() is { Length: > 0 } text ? ($"{key} in {file}", text) : null;

    // A server on 0 listens on a port that no file knows.
    private static (string Source, string Value)? NotFree((string Source, string Value)? port) => port?.Value == "0" ? null : port;
}
