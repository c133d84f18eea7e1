using System.Diagnostics;
using System.Numerics;

namespace IpcSocket.Benchmarks;

/// <summary>Counts durations in buckets of about 3 % width, so that recording one costs an increment and no memory.</summary>
internal sealed class LatencyHistogram
{
    // Each power of two is cut into 32 buckets.
    private const int Bits = 5;
    private const int PerOctave = 1 << Bits;

    private readonly long[] _counts = new long[64 * PerOctave];

    public long Count { get; private set; }

    /// <summary>Adds one duration, in ticks of <see cref="Stopwatch"/>.</summary>
    public void Record(long ticks)
    {
        _counts[Bucket(Math.Max(ticks, 0))]++;
        Count++;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    /// <summary>The upper end of the bucket below which <paramref name="share"/> (0 to 1) of the durations lie, in microseconds.</summary>
    public double Microseconds(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank && seen > 0)
                return UpperEnd(bucket) * 1e6 / Stopwatch.Frequency;
        }

        return double.NaN;
    }

    private static int Bucket(long ticks)
    {
        if (ticks < PerOctave)
            return (int)ticks;

        var shift = BitOperations.Log2((ulong)ticks) - Bits;
        return ((shift + 1) * PerOctave) + (int)(ticks >> shift) - PerOctave;
    }

    private static double UpperEnd(int bucket)
    {
        if (bucket < PerOctave)
            return bucket;

        var shift = (bucket / PerOctave) - 1;
        return Math.ScaleB(PerOctave + (bucket % PerOctave) + 1, shift);
    }
}
