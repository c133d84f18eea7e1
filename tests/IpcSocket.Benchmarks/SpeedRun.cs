namespace IpcSocket.Benchmarks;

/// <summary>The comparison: every server in turn, within each cell and each round.</summary>
internal static class SpeedRun
{
    private static readonly TimeSpan CellWarmUp = TimeSpan.FromMilliseconds(300);

    // Once per server, long enough for tiered compilation to have finished.
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(3);

    public static readonly string[] Options = ["--cells", "--servers", "--rounds", "--seconds", "--led-tcp"];

    public static void Run(Arguments arguments, CancellationToken cancelled)
    {
        var cells = arguments.List("--cells", "1x1,50x1,1000x1,50x16,1x64").Select(Cell.Parse).Distinct().ToArray();
        var names = arguments.List("--servers", "led-tcp,redis,echo").Distinct().ToList();
        var rounds = arguments.Number("--rounds", 5, 1, 100);
        var seconds = TimeSpan.FromSeconds(arguments.Number("--seconds", 2, 1, 60));
        var ledTcp = arguments.Text("--led-tcp", Programs.Sibling("LedTcp", "led-tcp"));
        RequireKnown(names);
        LeaveOutRedisIfMissing(names);

        var contestants = new List<Contestant>();
        try
        {
            foreach (var name in names)
            {
                contestants.Add(Contestant.Start(name, Program(name, ledTcp), cancelled));
                contestants[^1].Measure(new Cell(50, 1), CellWarmUp, FirstWarmUp, cancelled);
            }

            Report.Print(MeasureAll(contestants, cells, rounds, seconds, cancelled), cells, names);
        }
        finally
        {
            contestants.ForEach(c => c.Dispose());
        }
    }

    private static Results MeasureAll(
        List<Contestant> contestants, Cell[] cells, int rounds, TimeSpan length, CancellationToken cancelled)
    {
        var all = new Results();
        foreach (var cell in cells)
        {
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < contestants.Count; i++)
                {
                    // Each round begins with another server, so that none always runs after the same neighbour.
                    var contestant = contestants[(i + round) % contestants.Count];
                    var measured = contestant.Measure(cell, CellWarmUp, length, cancelled);
                    all.Add(cell, contestant.Name, measured);
                    Console.Error.WriteLine($"{cell} round {round + 1}/{rounds} {contestant.Name}: {measured.RequestsPerSecond:F0}/s");
                }
            }
        }

        return all;
    }

    private static void RequireKnown(List<string> names)
    {
        foreach (var name in names.Where(n => !Contestant.Names.Contains(n)))
            throw new UsageException($"unknown server '{name}'; known: {string.Join(", ", Contestant.Names)}");
        if (names.Count == 0)
            throw new UsageException("--servers names none");
    }

    private static void LeaveOutRedisIfMissing(List<string> names)
    {
        if (Programs.OnPath("redis-server") is null && names.Remove(Contestant.Redis))
            Console.WriteLine("redis-server is not on PATH, so there are no ratios to redis; on Debian: apt-get install redis-server");
    }

    private static string Program(string name, string ledTcp) => name switch
    {
        Contestant.LedTcp => Programs.Existing(ledTcp),
        Contestant.Redis => Programs.OnPath("redis-server")!,
        _ => Programs.Self,
    };
}
