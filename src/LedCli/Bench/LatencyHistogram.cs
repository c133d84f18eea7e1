using System.Diagnostics;
using System.Numerics;

namespace LedCli.Bench;

/// <summary>
/// Counts latencies in buckets whose width grows with them, each at most a sixteenth of what it holds: any number of them takes the same
/// small memory, and adding one allocates nothing. May be used from several threads.
/// </summary>
/// <remarks>
/// A bucket is named by the highest set bit of the latency and the four bits below it. Latencies under 32 ticks have buckets of their own.
/// </remarks>
internal sealed class LatencyHistogram
{
    private const int DetailBits = 4;
    private const int Details = 1 << DetailBits;

    private readonly long[] _counts = new long[64 * Details];

    /// <summary>Adds so many of the same latency, in ticks of <see cref="Stopwatch"/>.</summary>
    public void Add(long ticks, int count) => Interlocked.Add(ref _counts[Bucket(Math.Max(ticks, 0))], count);

    /// <summary>How many were added.</summary>
    public long Count => _counts.Sum();

    /// <summary>The latency that <paramref name="share"/> of all (0 to 1) do not exceed, to the accuracy of its bucket; zero without any.</summary>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var passed = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            passed += _counts[bucket];
            if (passed >= rank)
                return TimeSpan.FromSeconds(Longest(bucket) / Stopwatch.Frequency);
        }
        return TimeSpan.Zero;
    }

    private static int Bucket(long ticks)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)ticks) - DetailBits);
        return (shift * Details) + (int)(ticks >> shift);
    }

    private static double Longest(int bucket)
    {
        var shift = Math.Max(0, (bucket / Details) - 1);
        var detail = bucket - (shift * Details);
        return Math.ScaleB(detail + 1, shift) - 1;
    }
}
