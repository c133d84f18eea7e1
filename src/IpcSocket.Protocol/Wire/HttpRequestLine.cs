using System.Text;

namespace IpcSocket.Protocol.Wire;

/// <summary>
/// Recognises the first line of an HTTP request (RFC 9112, section 3). A web page can make a browser send one to any port of the machine
/// it runs on, with lines of the page's choice behind it.
/// </summary>
/// <remarks><code>
/// request-line = method SP request-target SP "HTTP/" version
/// </code></remarks>
public static class HttpRequestLine
{
    /// <summary>True for a line of three or more words of which the last begins with <c>HTTP/</c>, in any case.</summary>
    public static bool Matches(ReadOnlySpan<byte> line)
    {
        var prefix = "HTTP/"u8;
        var lastBlank = line.LastIndexOfAny(LineText.Blanks);
        if (lastBlank < 0 || !line[..lastBlank].Trim(LineText.Blanks).ContainsAny(LineText.Blanks))
            return false;
        var last = line[(lastBlank + 1)..];
        return last.Length > prefix.Length && Ascii.EqualsIgnoreCase(last[..prefix.Length], prefix);
    }
}
