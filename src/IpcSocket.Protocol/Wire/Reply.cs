namespace IpcSocket.Protocol.Wire;

/// <summary>One reply as a client reads it: <c>OK text</c> or <c>ERR code text</c>.</summary>
/// <param name="IsOk">True for <c>OK</c>.</param>
/// <param name="Code">The error code, empty for <c>OK</c>. A code this version does not know is passed on as it is.</param>
/// <param name="Text">What follows, for people, or for the one who knows the command.</param>
public readonly record struct Reply(bool IsOk, string Code, string Text)
{
    /// <summary>Reads a reply line; false when it is none.</summary>
    public static bool TryParse(string line, out Reply reply)
    {
        var words = line.Split(' ', 2);
        var rest = words.Length > 1 ? words[1] : "";
        switch (words[0])
        {
            case "OK":
                reply = new Reply(true, "", rest);
                return true;
            case "ERR":
                var detail = rest.Split(' ', 2);
                reply = new Reply(false, detail[0], detail.Length > 1 ? detail[1] : "");
                return detail[0].Length > 0;
            default:
                reply = default;
                return false;
        }
    }
}
