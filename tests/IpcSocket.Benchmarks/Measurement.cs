namespace IpcSocket.Benchmarks;

/// <summary>What one server did in one cell of one round. Latencies in microseconds, CPU shares with 1 for one core kept busy.</summary>
internal sealed record Measurement(double RequestsPerSecond, double P50, double P99, double GeneratorCpu, double ServerCpu);
