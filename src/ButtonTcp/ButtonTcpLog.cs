using System.Net;
using IpcSocket.Protocol.Net;
using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>Every message of button-tcp. Event ids 250 to 299.</summary>
internal static partial class ButtonTcpLog
{
    [LoggerMessage(250, LogLevel.Information, "Watching the button, adapter {Adapter}; presses go to {Server}")]
    public static partial void Watching(ILogger logger, string adapter, Endpoint server);

    [LoggerMessage(251, LogLevel.Information, "led-tcp at {Peer} is there; its LED is {State}")]
    public static partial void Connected(ILogger logger, EndPoint peer, string state);

    [LoggerMessage(252, LogLevel.Warning, "led-tcp at {Server} cannot be reached: {Reason}; trying again until it is there")]
    public static partial void Lost(ILogger logger, Endpoint server, string reason);

    [LoggerMessage(253, LogLevel.Information, "A press is held until led-tcp is there, for {MaxAge} at most")]
    public static partial void Held(ILogger logger, TimeSpan maxAge);

    [LoggerMessage(254, LogLevel.Warning, "A press was dropped: after {Seconds:0} s led-tcp had not acknowledged it (ButtonClient:MaxPressAge)")]
    public static partial void Dropped(ILogger logger, double seconds);

    [LoggerMessage(255, LogLevel.Information, "Button pressed: LED {State}")]
    public static partial void Acknowledged(ILogger logger, string state);

    [LoggerMessage(256, LogLevel.Warning, "led-tcp refused LED {State}: {Code} {Text}")]
    public static partial void Refused(ILogger logger, string state, string code, string text);

    [LoggerMessage(257, LogLevel.Information, "Button pressed: LED {State}, sent to a server that does not acknowledge")]
    public static partial void Sent(ILogger logger, string state);

    [LoggerMessage(258, LogLevel.Information,
        "The server at {Server} closes without a reply, as the C original does: commands go out one to a connection, without acknowledgement")]
    public static partial void Silent(ILogger logger, Endpoint server);

    [LoggerMessage(259, LogLevel.Debug, "The connection ended: {Reason}")]
    public static partial void Ended(ILogger logger, string reason);
}
