using System.Text;

namespace IpcSocket.Hosting.Systemd;

/// <summary>The address in <c>NOTIFY_SOCKET</c> (<c>sd_notify(3)</c>): a path, or after <c>@</c> a name in the abstract namespace (<c>unix(7)</c>).</summary>
internal static class NotifyAddress
{
    // sun_path of unix(7) holds 108 bytes. A path needs one of them for its end, a name the first.
    private const int MaxLength = 107;

    /// <summary>The address as .NET writes it, a name after a NUL; null when the variable is not set or is no such address.</summary>
    public static string? Parse(string? value)
    {
        if (value is not { Length: > 1 } || value[0] is not ('/' or '@'))
            return null;
        var name = value[0] == '@' ? value[1..] : value;
        if (Encoding.UTF8.GetByteCount(name) > MaxLength)
            return null;
        return value[0] == '@' ? '\0' + name : name;
    }

    /// <summary>The error of a variable that is set and is no such address, one line; null when nothing is wrong.</summary>
    public static string? Error(string? value) => string.IsNullOrEmpty(value) || Parse(value) is not null
        ? null
        : $"{SystemdVariables.NotifySocket} is '{PrintableText.Escape(value, PrintableText.ValueLimit)}'; "
            + $"allowed is an absolute path, or @ and a name, of at most {MaxLength} bytes";
}
