namespace IpcSocket.Benchmarks;

/// <summary>CPU time used by the generator, by the server, and by everybody else; or, as a difference over a time, cores.</summary>
internal readonly record struct CpuUse(double Generator, double Server, double Others)
{
    /// <summary>Seconds of CPU time so far.</summary>
    public static CpuUse Now(ServerProcess server)
    {
        var generator = Environment.CpuUsage.TotalTime;
        var served = server.Facts.CpuTime();
        return new CpuUse(generator.TotalSeconds, served.TotalSeconds, (MachineFacts.CpuTime() - generator - served).TotalSeconds);
    }

    /// <summary>Cores kept busy since <paramref name="before"/>, <paramref name="elapsed"/> ago.</summary>
    public CpuUse Since(CpuUse before, TimeSpan elapsed) => new(
        (Generator - before.Generator) / elapsed.TotalSeconds,
        (Server - before.Server) / elapsed.TotalSeconds,
        Math.Max((Others - before.Others) / elapsed.TotalSeconds, 0));
}
