using System.Net;
using IpcSocket.Protocol.Net;
using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>Every message of button-tcp. Event ids 250 to 299.</summary>
internal static partial class ButtonTcpLog
{
    [LoggerMessage(250, LogLevel.Information, "Watching the button, adapter {Adapter}; presses go to {Server}")]
    public static partial void Watching(ILogger logger, string adapter, Endpoint server);

    [LoggerMessage(260, LogLevel.Information, "Watching the buttons {Buttons}; presses go to {Server}")]
    public static partial void WatchingSeveral(ILogger logger, string buttons, Endpoint server);

    [LoggerMessage(251, LogLevel.Information, "led-tcp at {Peer} is there; its LED is {State}")]
    public static partial void Connected(ILogger logger, EndPoint peer, string state);

    [LoggerMessage(261, LogLevel.Information, "led-tcp at {Peer} is there; its LEDs are {States}")]
    public static partial void ConnectedToSeveral(ILogger logger, EndPoint peer, WatchedLeds states);

    [LoggerMessage(252, LogLevel.Warning, "led-tcp at {Server} cannot be reached: {Reason}; trying again until it is there")]
    public static partial void Lost(ILogger logger, Endpoint server, string reason);

    [LoggerMessage(253, LogLevel.Information, "{Press} is held until led-tcp is there, for {MaxAge} at most")]
    public static partial void Held(ILogger logger, string press, TimeSpan maxAge);

    [LoggerMessage(254, LogLevel.Warning, "{Press} was dropped: after {Seconds:0} s led-tcp had not acknowledged it (ButtonClient:MaxPressAge)")]
    public static partial void Dropped(ILogger logger, string press, double seconds);

    // What a script may want to know besides goes along as fields: BUTTON and GESTURE in the journal.
#pragma warning disable SYSLIB1015
    [LoggerMessage(255, LogLevel.Information, "{Press}: {Report}")]
    public static partial void Acknowledged(ILogger logger, string press, string report, string button, Gesture gesture);
#pragma warning restore SYSLIB1015

    [LoggerMessage(256, LogLevel.Warning, "{Press}: led-tcp refused {Line}: {Reason}")]
    public static partial void Refused(ILogger logger, string press, string line, string reason);

    [LoggerMessage(257, LogLevel.Information, "{Press}: LED {State}, sent to a server that does not acknowledge")]
    public static partial void Sent(ILogger logger, string press, string state);

    [LoggerMessage(262, LogLevel.Warning, "{Press}: {Line} was not sent; the server is the C original, which knows LED ON and LED OFF only")]
    public static partial void NotSent(ILogger logger, string press, string line);

    [LoggerMessage(258, LogLevel.Information,
        "The server at {Server} closes without a reply, as the C original does: commands go out one to a connection, without acknowledgement")]
    public static partial void Silent(ILogger logger, Endpoint server);

    [LoggerMessage(263, LogLevel.Debug, "led-tcp says: {States}")]
    public static partial void Watched(ILogger logger, WatchedLeds states);

    [LoggerMessage(264, LogLevel.Information, "Presses go to {Server} from now on")]
    public static partial void ServerChanged(ILogger logger, Endpoint server);

    [LoggerMessage(265, LogLevel.Information, "Presses that a newer press of the same button replaced before they were acknowledged: {Count}")]
    public static partial void Folded(ILogger logger, long count);

    [LoggerMessage(266, LogLevel.Warning, "{Button} is pressed more than {Rate} times a second; the presses above that rate are ignored")]
    public static partial void IgnoringPresses(ILogger logger, string button, int rate);

    [LoggerMessage(267, LogLevel.Warning, "{Button} is no longer pressed too fast; presses ignored: {Count}")]
    public static partial void IgnoredPresses(ILogger logger, string button, long count);

    [LoggerMessage(259, LogLevel.Debug, "The connection ended: {Reason}")]
    public static partial void Ended(ILogger logger, string reason);
}
