using System.Text;
using IpcSocket.Platform;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>Carries out the commands of PROTOCOL.md. It allocates nothing for a command that changes nothing.</summary>
/// <param name="bank">The LEDs.</param>
/// <param name="counters">Those of the server that is served.</param>
/// <param name="facts">What VERSION and STATS tell.</param>
/// <param name="connectionsChanged">Called when a client has come or gone; must not block.</param>
/// <param name="logger">Where a device that fails is told.</param>
internal sealed class LedCommandHandler(
    LedBank bank, LineServerCounters counters, ServerFacts facts, Action connectionsChanged, ILogger<LedCommandHandler> logger)
    : ILineHandler
{
    private static readonly byte[] HelpText = Encoding.ASCII.GetBytes(string.Join(" | ", Command.All.Select(c => c.Words)));

    /// <summary>The ancestor acted on what one <c>recv</c> gave, and its users send these two without an ending.</summary>
    public bool IsWholeLine(ReadOnlySpan<byte> unfinished) => unfinished.SequenceEqual("LED ON"u8) || unfinished.SequenceEqual("LED OFF"u8);

    public void OnOpened(Connection connection) => connectionsChanged();

    public void OnClosed(Connection connection) => connectionsChanged();

    public LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply)
    {
        var parsed = CommandParser.Parse(line);
        if (parsed.Command is not { } command)
        {
            ReplyToUnknown(parsed, reply);
            return LineOutcome.Continue;
        }
        if (bank.Find(parsed.LedName) is not { } led)
        {
            reply.BeginError(ErrorCode.UnknownLed).AppendQuoted(parsed.LedName).Append(" is not a LED of this server"u8).End();
            return LineOutcome.Continue;
        }
        return CarryOut(command.Verb, led, connection, reply);
    }

    private LineOutcome CarryOut(Verb verb, BankedLed led, Connection connection, ReplyWriter reply)
    {
        switch (verb)
        {
            case Verb.LedOn:
                Switch(led, LedState.On, connection, reply);
                break;
            case Verb.LedOff:
                Switch(led, LedState.Off, connection, reply);
                break;
            case Verb.LedToggle:
                Switch(led, null, connection, reply);
                break;
            case Verb.LedStatus:
                ReplyState(led, led.State, reply);
                break;
            case Verb.Ping:
                reply.Ok("PONG"u8);
                break;
            case Verb.Help:
                reply.Ok(HelpText);
                break;
            case Verb.Stats:
                ReplyStats(reply);
                break;
            case Verb.Version:
                reply.Ok(facts.VersionText.Span);
                break;
            case Verb.Quit:
                reply.Ok("BYE"u8);
                return LineOutcome.Close;
            default:
                throw new ArgumentOutOfRangeException(nameof(verb), verb, null);
        }
        return LineOutcome.Continue;
    }

    private void Switch(BankedLed led, LedState? state, Connection connection, ReplyWriter reply)
    {
        try
        {
            ReplyState(led, bank.Switch(led, state, connection.Peer), reply);
        }
        catch (DeviceException exception)
        {
            LedTcpLog.DeviceFailed(logger, exception.Message, exception);
            reply.Error(ErrorCode.DeviceFailed, "the LED could not be switched; the server's log says why"u8);
        }
    }

    private static void ReplyState(BankedLed led, LedState state, ReplyWriter reply)
    {
        reply.BeginOk().Append(" LED "u8);
        if (!led.IsDefault)
            reply.Append(led.NameText).Append(" "u8);
        reply.Append(state == LedState.On ? "On"u8 : "Off"u8).End();
    }

    private static void ReplyToUnknown(ParsedCommand parsed, ReplyWriter reply)
    {
        reply.BeginError(parsed.Error);
        if (!parsed.Offender.IsEmpty)
            reply.AppendQuoted(parsed.Offender).Append(" "u8);
        reply.Append(parsed.Reason).End();
    }

    private void ReplyStats(ReplyWriter reply) => reply.BeginOk()
        .Append(" connections="u8).Append(counters.Connections)
        .Append(" commands="u8).Append(counters.Lines)
        .Append(" errors="u8).Append(counters.Errors)
        .Append(" uptime="u8).Append((long)facts.Uptime.TotalSeconds)
        .Append(" accepted="u8).Append(counters.Accepted)
        .Append(" refused="u8).Append(counters.Refused)
        .End();
}
