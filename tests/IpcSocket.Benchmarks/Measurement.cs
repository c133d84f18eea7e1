namespace IpcSocket.Benchmarks;

/// <summary>What one server did in one cell of one round. Latencies in microseconds, CPU shares with 1 for one core kept busy.</summary>
internal sealed record Measurement(double RequestsPerSecond, double P50, double P99, double GeneratorCpu, double ServerCpu)
{
    // A thread that never waits shows a little less than one core, for what the hypervisor and other processes take.
    private const double Busy = 0.95;

    /// <summary>The generator's one thread was busy while the server still waited: the server can do more than this.</summary>
    public bool GeneratorWasLimit => GeneratorCpu > Busy && ServerCpu < Busy;
}
