namespace IpcSocket.Benchmarks;

/// <summary>What one server did in one cell of one round. Latencies in microseconds, CPU in cores.</summary>
internal sealed record Measurement(double RequestsPerSecond, double P50, double P99, CpuUse Cpu)
{
    // A thread that never waits shows a little less than one core, for what the hypervisor and other processes take.
    private const double Busy = 0.95;

    // A multi-threaded server gets more of a contended machine than a single thread does: ratios shift, and can turn round.
    private const double Quiet = 0.15;

    /// <summary>The generator's one thread was busy while the server still waited: the server can do more than this.</summary>
    public bool GeneratorWasLimit => Cpu.Generator > Busy && Cpu.Server < Busy;

    /// <summary>Other processes took enough of the machine to make ratios worthless.</summary>
    public bool Disturbed => Cpu.Others > Quiet;
}
