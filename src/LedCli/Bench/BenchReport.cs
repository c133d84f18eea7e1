using System.Globalization;
using IpcSocket.Protocol.Wire;

namespace LedCli.Bench;

/// <summary>What a run has found out, for a person.</summary>
internal sealed class BenchReport(BenchPlan plan, string reply, TimeSpan elapsed, BenchScore score)
{
    private static readonly (string Name, double Share)[] Percentiles =
        [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999), ("max", 1)];

    /// <summary>True when every reply was as it should be.</summary>
    public bool IsGood => score.Others == 0;

    /// <summary>The report's lines.</summary>
    public override string ToString() => string.Join('\n', Lines());

    private IEnumerable<string> Lines()
    {
        var count = score.Latencies.Count;
        yield return $"{plan.Server}: '{plan.Line}' -> '{LineText.Escape(reply)}'";
        yield return $"{CountText.Format(plan.Connections, "connection")}, {plan.Pipelining} in flight on each, {Number(elapsed.TotalSeconds, "0.0")} s";
        yield return $"requests  {count}, {Number(count / Math.Max(elapsed.TotalSeconds, 0.001), "0")} a second";
        yield return $"latency   {string.Join("  ", Percentiles.Select(p => $"{p.Name} {Milliseconds(p.Share)}"))}  ms";
        yield return score.Others switch
        {
            0 => "errors    0",
            1 => "errors    1 reply was not OK",
            var others => $"errors    {others} replies were not OK",
        };
    }

    private string Milliseconds(double share) => Number(score.Latencies.Percentile(share).TotalMilliseconds, "0.000");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
