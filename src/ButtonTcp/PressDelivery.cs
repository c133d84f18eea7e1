using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>Gets one press after another carried out over a connection, and tells the log what became of it.</summary>
/// <param name="presses">What is to be done; at least one is pending at each call.</param>
/// <param name="logger">Where acknowledged and refused presses are told.</param>
internal sealed class PressDelivery(PressQueue presses, ILogger logger)
{
    // What the C original's LED shows as far as we know: it cannot be asked.
    private LedState _ownIdea;

    /// <summary>Has led-tcp carry out one press, and waits until it is acknowledged.</summary>
    /// <returns>Null, or why the connection is of no more use; the press is still pending then.</returns>
    /// <inheritdoc cref="LedSession.AskAsync" path="/exception"/>
    public async Task<string?> DeliverAsync(LedSession session, CancellationToken stoppingToken)
    {
        var (press, target) = presses.Take();
        var actual = session.Leds.StateOf(press.Line.Led);
        if (press.Line.IsToggle && target is null && actual is null)
        {
            // An led-tcp that is older than WATCH, or one that has no such LED and will say so.
            if (await session.AskAsync(press.Line.Question, stoppingToken).ConfigureAwait(false) is not { } answer)
                return LedSession.Closed;
            if (!LedReport.TryParse(answer.Text, out var report))
                return answer.IsOk ? LedSession.Shown(answer) : Conclude(press, press.Line.Text, answer);
            actual = report.State;
        }
        var line = press.Line.For(presses.Target(actual ?? LedState.Off));
        return await session.AskAsync(line, stoppingToken).ConfigureAwait(false) is { } reply ? Conclude(press, line, reply) : LedSession.Closed;
    }

    /// <summary>Sends one press to a server that is taken for the C original: by our own idea of the state, and without a reply.</summary>
    /// <returns>False when the server has replied after all: it is led-tcp.</returns>
    /// <inheritdoc cref="LedSession.AskAsync" path="/exception"/>
    public async Task<bool> SendAsync(LedSession session, CancellationToken stoppingToken)
    {
        var (press, _) = presses.Take();
        if (!press.Line.IsPlain)
            return await ProbeAsync(session, press, stoppingToken).ConfigureAwait(false);
        var target = presses.Target(_ownIdea);
        var line = press.Line.For(target);
        if (await session.AskAsync(line, stoppingToken).ConfigureAwait(false) is { } reply)
        {
            Conclude(press, line, reply);
            return false;
        }
        _ownIdea = target;
        presses.Acknowledge();
        ButtonTcpLog.Sent(logger, press.Happened, target.Word());
        return true;
    }

    // What the C original would take for something else it does not get. The question shows whether it is still the C original.
    private async Task<bool> ProbeAsync(LedSession session, Press press, CancellationToken stoppingToken)
    {
        if (await session.AskAsync(LedSession.Watch, stoppingToken).ConfigureAwait(false) is not null)
            return false;
        presses.Acknowledge();
        ButtonTcpLog.NotSent(logger, press.Happened, press.Line.Text);
        return true;
    }

    private string? Conclude(Press press, string line, Reply reply)
    {
        if (reply.Code == "stopping")
            return LedSession.Shown(reply);
        presses.Acknowledge();
        if (reply.IsOk)
            ButtonTcpLog.Acknowledged(logger, press.Happened, LedSession.Shown(reply), press.Button, press.Gesture);
        else
            ButtonTcpLog.Refused(logger, press.Happened, line, LedSession.Shown(reply));
        return null;
    }
}
