using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>Every message of led-tcp. Event ids 200 to 249.</summary>
internal static partial class LedTcpLog
{
    // The words are the ancestor's. What a script may want to know besides goes along as fields: LED, STATE and PEER in the journal.
#pragma warning disable SYSLIB1015
    [LoggerMessage(200, LogLevel.Information, "LED Status: {State}")]
    public static partial void LedStatus(ILogger logger, string state, string led, string peer);

    // The default LED needs no name in the line: there is one on most machines.
    [LoggerMessage(205, LogLevel.Information, "LED {Led} Status: {State}")]
    public static partial void NamedLedStatus(ILogger logger, string state, string led, string peer);

    // In place of the lines of changes that came too fast for a line each.
    [LoggerMessage(213, LogLevel.Information, "LED Status: {State} after {Changes} more changes in {Seconds} s")]
    public static partial void LedChanges(ILogger logger, string state, int changes, int seconds, string led, string peer);

    [LoggerMessage(214, LogLevel.Information, "LED {Led} Status: {State} after {Changes} more changes in {Seconds} s")]
    public static partial void NamedLedChanges(ILogger logger, string state, int changes, int seconds, string led, string peer);
#pragma warning restore SYSLIB1015

    [LoggerMessage(201, LogLevel.Information, "Listening on {Endpoints}, adapter {Adapter}")]
    public static partial void Listening(ILogger logger, string endpoints, string adapter);

    [LoggerMessage(202, LogLevel.Error, "LED {Led} could not be switched: {Reason}; it is tried again")]
    public static partial void DeviceFailed(ILogger logger, string led, string reason);

    [LoggerMessage(210, LogLevel.Information, "LED {Led} works again")]
    public static partial void DeviceWorks(ILogger logger, string led);

#pragma warning disable SYSLIB1015
    [LoggerMessage(203, LogLevel.Information, "Stopped; {Answered} answered")]
    private static partial void Stopped(ILogger logger, string answered, long lines, long accepted);
#pragma warning restore SYSLIB1015

    // The numbers go along as the fields LINES and ACCEPTED.
    public static void Stopped(ILogger logger, long lines, long accepted) => Stopped(
        logger,
        $"{CountText.Format(lines, "command")} on {CountText.Format(accepted, "connection")} {(lines == 1 ? "was" : "were")}",
        lines,
        accepted);

    [LoggerMessage(204, LogLevel.Warning, "LedServer:Host and LedServer:Port have no effect: the socket unit gives {Endpoints}; change it there")]
    public static partial void AddressIsInherited(ILogger logger, string endpoints);

    [LoggerMessage(230, LogLevel.Warning, "{Address} is not kept by the service manager: a restart refuses clients for a moment")]
    public static partial void ListenerNotKept(ILogger logger, System.Net.EndPoint address);

    [LoggerMessage(231, LogLevel.Warning, "A listening socket of the previous process is not used: {Reason}")]
    public static partial void ListenerNotRestored(ILogger logger, string reason);

    [LoggerMessage(232, LogLevel.Warning, "Cannot create or remove the directory 'listening' in RUNTIME_DIRECTORY, which led-tcp.socket checks: {Reason}")]
    public static partial void ListenMarkFailed(ILogger logger, string reason);

    [LoggerMessage(233, LogLevel.Warning,
        "Commands run on the thread pool, which is slower: the runtime did not see DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 in time; set it in the environment, Environment= of the unit")]
    public static partial void HandlersOnThreadPool(ILogger logger);

    [LoggerMessage(209, LogLevel.Warning,
        "LedServer:MaxConnections is {Wanted}, but the descriptor limit allows {Most} connections, and so many there will be; raise LimitNOFILE= (ulimit -n)")]
    public static partial void ConnectionsLowered(ILogger logger, int wanted, int most);

    [LoggerMessage(206, LogLevel.Warning,
        "LED {Led} is off at the start: PowerOn=last needs a directory for the state, StateDirectory= of the unit (STATE_DIRECTORY)")]
    public static partial void NoLastStates(ILogger logger, string led);

    [LoggerMessage(207, LogLevel.Warning, "The state of LED {Led} could not be saved: {Reason}; it is retried every {Seconds} s")]
    public static partial void LastStateNotWritten(ILogger logger, string led, string reason, double seconds);

    [LoggerMessage(212, LogLevel.Information, "The states of all LEDs are saved again")]
    public static partial void LastStatesWritten(ILogger logger);

    [LoggerMessage(215, LogLevel.Warning, "The last states of LEDs are lost: the disk did not answer within {Seconds} s")]
    public static partial void LastStatesLost(ILogger logger, double seconds);

    [LoggerMessage(216, LogLevel.Warning, "The last state of LED {Led} is not known and counts as off: {Reason}")]
    public static partial void LastStateNotRead(ILogger logger, string led, string reason);

    [LoggerMessage(217, LogLevel.Warning, "After a crash an LED with a temporary state can stay on: {Reason}")]
    public static partial void NoRuntimeStates(ILogger logger, string reason);

    [LoggerMessage(211, LogLevel.Warning, "{Entry} could not be left with the service manager: a restart may move the LED's line")]
    public static partial void RequestNotKept(ILogger logger, string entry);

    [LoggerMessage(208, LogLevel.Information, "{Entry} was kept over the restart and is no LED's any more; it is let go")]
    public static partial void RequestLetGo(ILogger logger, string entry);
}
