namespace IpcSocket.Protocol.Wire;

/// <summary>Every reason for a reply <c>ERR</c>. Clients test these words, so none is ever renamed; PROTOCOL.md says what each means.</summary>
public enum ErrorCode
{
    /// <summary>The first word of the line is no command; the connection closes when this is its first line.</summary>
    UnknownCommand,

    /// <summary>No LED has that name.</summary>
    UnknownLed,

    /// <summary>The command is known, what follows it is not.</summary>
    BadArgument,

    /// <summary>The line exceeds <see cref="LineReader.MaxLineLength"/>; the connection closes.</summary>
    LineTooLong,

    /// <summary>The line was not finished in time; the connection closes.</summary>
    LineTimeout,

    /// <summary>The line holds something else than printable ASCII; the connection closes and nothing behind it is taken as a line.</summary>
    NotText,

    /// <summary>The line is the first of an HTTP request; the connection closes and nothing behind it is taken as a line.</summary>
    NotHttp,

    /// <summary>The server holds as many connections as it may; the connection closes.</summary>
    TooManyConnections,

    /// <summary>This peer may not do this.</summary>
    Denied,

    /// <summary>The LED's device refused.</summary>
    DeviceFailed,

    /// <summary>The server is stopping; the command was not carried out, and the connection closes.</summary>
    Stopping,
}

/// <summary>The words of <see cref="ErrorCode"/> on the wire.</summary>
public static class ErrorCodes
{
    /// <summary>The word that stands for the code: <c>unknown-command</c>.</summary>
    public static ReadOnlySpan<byte> Word(this ErrorCode code) => code switch
    {
        ErrorCode.UnknownCommand => "unknown-command"u8,
        ErrorCode.UnknownLed => "unknown-led"u8,
        ErrorCode.BadArgument => "bad-argument"u8,
        ErrorCode.LineTooLong => "line-too-long"u8,
        ErrorCode.LineTimeout => "line-timeout"u8,
        ErrorCode.NotText => "not-text"u8,
        ErrorCode.NotHttp => "not-http"u8,
        ErrorCode.TooManyConnections => "too-many-connections"u8,
        ErrorCode.Denied => "denied"u8,
        ErrorCode.DeviceFailed => "device-failed"u8,
        ErrorCode.Stopping => "stopping"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
