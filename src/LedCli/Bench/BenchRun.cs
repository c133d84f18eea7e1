using System.Net.Sockets;
using System.Text;
using IpcSocket.Protocol.Wire;
using LedCli.Server;

namespace LedCli.Bench;

/// <summary>One measurement, from the first question to the last reply.</summary>
internal sealed class BenchRun(BenchPlan plan, Surroundings around)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);

    // Reached when a reply does not come at all.
    private static readonly TimeSpan LastReplyTimeout = TimeSpan.FromSeconds(5);

    private readonly BenchScore _score = new();
    private long? _begin;
    private TimeSpan _elapsed;

    /// <summary>How much of the time is over, 0 to 1.</summary>
    public double Progress => _begin is { } begin ? Math.Min(1, around.Time.GetElapsedTime(begin) / plan.Length) : 0;

    /// <summary>Measures.</summary>
    /// <param name="interrupted">Ends it early; what was measured counts.</param>
    /// <exception cref="LedCliException">The server cannot be reached, refuses the line, or does not answer each request by one line.</exception>
    public async Task<BenchReport> MeasureAsync(CancellationToken interrupted)
    {
        var reply = await ProbeAsync(interrupted).ConfigureAwait(false);
        // A server that is no led-tcp has replies of its own form, of which only the number can be checked.
        var beginning = reply.StartsWith("OK", StringComparison.Ordinal) ? "OK" : "";
        var lanes = Enumerable.Range(0, plan.Connections).Select(_ => new BenchLane(plan, Encoding.ASCII.GetBytes(beginning))).ToList();
        try
        {
            await RunAsync(lanes, interrupted).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or InvalidDataException)
        {
            throw ServerFault.Lost(plan.Server, exception.Message);
        }
        finally
        {
            lanes.ForEach(lane => lane.Dispose());
        }
        return new BenchReport(plan, reply, _elapsed, _score);
    }

    private async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        using var session = await ServerSession.ConnectAsync(plan.Server, around, cancellationToken).ConfigureAwait(false);
        var line = await session.AskLineAsync(plan.Line, cancellationToken).ConfigureAwait(false);
        return Reply.TryParse(line, out var reply) && !reply.IsOk ? throw ServerFault.Refused(reply) : line;
    }

    private async Task RunAsync(List<BenchLane> lanes, CancellationToken interrupted)
    {
        foreach (var lane in lanes)
            await lane.ConnectAsync(plan.Server, around.Time, interrupted).ConfigureAwait(false);
        using var limit = new CancellationTokenSource();
        var running = Task.WhenAll(lanes.Select(lane => lane.RunAsync(_score, limit.Token)));
        await WaitAsync(running, WarmUp, interrupted).ConfigureAwait(false);
        var begin = around.Time.GetTimestamp();
        _begin = begin;
        _score.Begin();
        await WaitAsync(running, plan.Length, interrupted).ConfigureAwait(false);
        _score.End();
        _elapsed = around.Time.GetElapsedTime(begin);
        limit.CancelAfter(LastReplyTimeout);
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidDataException($"replies are missing {LastReplyTimeout.TotalSeconds:0} s after the last request");
        }
    }

    // Also ends when a connection does, and with an interrupt.
    private async Task WaitAsync(Task running, TimeSpan time, CancellationToken interrupted) =>
        await Task.WhenAny(running, Task.Delay(time, around.Time, interrupted)).ConfigureAwait(false);
}
