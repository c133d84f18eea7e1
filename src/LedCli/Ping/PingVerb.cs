using System.CommandLine;
using IpcSocket.Protocol.Net;
using LedCli.Server;

namespace LedCli.Ping;

/// <summary><c>led ping</c></summary>
internal static class PingVerb
{
    private const string Question = "PING";
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    public static void Fill(Command command, Invocation invocation)
    {
        var count = Values.Whole("--count", "-c", 1, int.MaxValue, "Ends after so many [at Ctrl-C]");
        var interval = Values.Duration("--interval", "The time from one to the next [1s]");
        interval.Aliases.Add("-i");
        command.Options.Add(count);
        command.Options.Add(interval);
        command.SetAction((parsed, _) => RunAsync(
            invocation.Server(parsed),
            parsed.GetValue(count) ?? int.MaxValue,
            parsed.GetValue(interval) ?? DefaultInterval,
            invocation.Around));
    }

    private static async Task<int> RunAsync(Endpoint server, int count, TimeSpan interval, Surroundings around)
    {
        var ending = around.ListenForEnd();
        var trips = new RoundTrips();
        var asked = 0;
        try
        {
            using var session = await ServerSession.ConnectAsync(server, around, ending).ConfigureAwait(false);
            // Not counted: it takes as long as this program takes to compile what sends and reads.
            await session.OkAsync(Question, ending).ConfigureAwait(false);
            while (asked < count)
            {
                if (asked++ > 0)
                    await Task.Delay(interval, around.Time, ending).ConfigureAwait(false);
                trips.Add(await MeasureAsync(session, around.Time, ending).ConfigureAwait(false));
                await around.Output.WriteLineAsync($"{server}: seq={asked} time={RoundTrips.Text(trips.Last)}").ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The one that was being waited for is nobody's fault.
            asked = trips.Count;
        }
        finally
        {
            if (asked > 0)
                await around.Output.WriteLineAsync(trips.Summary(asked)).ConfigureAwait(false);
        }
        return ExitStatus.Done;
    }

    private static async Task<TimeSpan> MeasureAsync(ServerSession session, TimeProvider time, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        await session.OkAsync(Question, cancellationToken).ConfigureAwait(false);
        return time.GetElapsedTime(begin);
    }
}
