using System.Text;
using IpcSocket.Platform;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>Carries out the commands of PROTOCOL.md. It allocates nothing for a command that changes nothing.</summary>
/// <param name="bank">The LEDs.</param>
/// <param name="watchers">The connections that are told of changes.</param>
/// <param name="counters">Those of the server that is served.</param>
/// <param name="facts">What VERSION and STATS tell.</param>
/// <param name="connectionsChanged">Called when a client has come or gone; must not block.</param>
internal sealed class LedCommandHandler(
    LedBank bank, Watchers watchers, LineServerCounters counters, ServerFacts facts, Action connectionsChanged) : ILineHandler
{
    private static readonly byte[] HelpText = Encoding.ASCII.GetBytes(string.Join(" | ", Command.All.Select(c => c.Usage)));

    /// <summary>The ancestor acted on what one <c>recv</c> gave, and its users send these two without an ending.</summary>
    public bool IsWholeLine(ReadOnlySpan<byte> unfinished) => unfinished.SequenceEqual("LED ON"u8) || unfinished.SequenceEqual("LED OFF"u8);

    public void OnOpened(Connection connection) => connectionsChanged();

    public void OnClosed(Connection connection)
    {
        bank.Release(connection);
        watchers.Remove(connection);
        connectionsChanged();
    }

    public LineOutcome OnLine(Connection connection, ReadOnlySpan<byte> line, ReplyWriter reply)
    {
        var parsed = CommandParser.Parse(line);
        if (parsed.Command is not { } command)
        {
            ReplyToUnknown(parsed, reply);
            return parsed.Error == ErrorCode.UnknownCommand ? LineOutcome.UnknownCommand : LineOutcome.Continue;
        }
        if (bank.Find(parsed.LedName) is not { } led)
        {
            reply.BeginError(ErrorCode.UnknownLed).AppendQuoted(parsed.LedName).Append(" is not a LED of this server"u8).End();
            return LineOutcome.Continue;
        }
        return CarryOut(command.Verb, parsed, led, connection, reply);
    }

    private LineOutcome CarryOut(Verb verb, ParsedCommand parsed, BankedLed led, Connection connection, ReplyWriter reply)
    {
        switch (verb)
        {
            case Verb.LedOn:
                var holder = parsed.IsUntilClose ? connection : null;
                Switch(led, new LedOrder(LedState.On, For: parsed.For, UntilClose: holder), connection, reply);
                break;
            case Verb.LedOff:
                Switch(led, new LedOrder(LedState.Off, For: parsed.For), connection, reply);
                break;
            case Verb.LedToggle:
                Switch(led, new LedOrder(State: null), connection, reply);
                break;
            case Verb.LedBlink:
                Switch(led, new LedOrder(LedState.Blink, parsed.Period, parsed.For), connection, reply);
                break;
            case Verb.LedStatus:
                ReplyState(led, led.State, reply);
                break;
            case Verb.List:
                bank.WriteStates(reply.BeginOk());
                reply.End();
                break;
            case Verb.Watch:
                watchers.Add(connection, reply.BeginOk());
                reply.End();
                break;
            case Verb.Unwatch:
                watchers.Remove(connection);
                reply.Ok();
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
                // Closing takes as long as the peer takes; what holds until then need not wait for that.
                bank.Release(connection);
                reply.Ok("BYE"u8);
                return LineOutcome.Close;
            default:
                throw new ArgumentOutOfRangeException(nameof(verb), verb, null);
        }
        return LineOutcome.Continue;
    }

    private void Switch(BankedLed led, LedOrder order, Connection connection, ReplyWriter reply)
    {
        try
        {
            ReplyState(led, bank.Switch(led, order, connection.Peer), reply);
        }
        catch (DeviceException)
        {
            reply.Error(ErrorCode.DeviceFailed, "the LED could not be switched; the server's log says why"u8);
        }
    }

    private static void ReplyState(BankedLed led, LedState state, ReplyWriter reply) => reply.BeginOk().AppendLed(led, state).End();

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
        .Append(" watchers="u8).Append(watchers.Count)
        .End();
}
