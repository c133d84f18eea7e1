using System.Globalization;

namespace IpcSocket.Benchmarks;

/// <summary>The measurements as Markdown tables.</summary>
internal static class Report
{
    /// <summary>Prints the ratios, then the absolute figures.</summary>
    public static void Print(Results all, Cell[] cells, List<string> servers)
    {
        Console.WriteLine(MachineFacts.Line());
        PrintRatios(all, cells, servers, Contestant.Redis);
        PrintRatios(all, cells, servers, Contestant.Echo);
        PrintAbsolute(all, cells, servers);
        PrintDisturbance(all, cells, servers);
    }

    /// <summary>Prints rows as a Markdown table, the first row as its head, with columns aligned for the terminal.</summary>
    public static void PrintTable(IReadOnlyList<string[]> rows)
    {
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            Console.WriteLine($"| {string.Join(" | ", rows[i].Select((cell, column) => cell.PadRight(widths[column])))} |");
            if (i == 0)
                Console.WriteLine($"|{string.Join("|", widths.Select(width => new string('-', width + 2)))}|");
        }
    }

    private static void PrintRatios(Results all, Cell[] cells, List<string> servers, string reference)
    {
        if (!servers.Contains(reference) || servers.Count == 1)
            return;

        List<string[]> rows = [["server", .. cells.Select(c => c.ToString())]];
        foreach (var server in servers.Where(s => s != reference))
            rows.Add([server, .. cells.Select(cell => Ratio(all[cell, server], all[cell, reference]))]);
        Console.WriteLine($"\nRequests/s as a ratio to {reference}: median over the rounds (min–max)\n");
        PrintTable(rows);
    }

    private static void PrintAbsolute(Results all, Cell[] cells, List<string> servers)
    {
        List<string[]> rows = [["cell", "server", "requests/s", "p50 us", "p99 us", "generator CPU", "server CPU", "others CPU"]];
        foreach (var cell in cells)
            rows.AddRange(servers.Select(server => Absolute(cell, server, all[cell, server])));
        Console.WriteLine("\nThis machine, now: medians over the rounds; CPU in cores; * = at least, the load generator was the limit\n");
        PrintTable(rows);
    }

    private static void PrintDisturbance(Results all, Cell[] cells, List<string> servers)
    {
        var turns = cells.SelectMany(cell => servers.SelectMany(server => all[cell, server])).ToArray();
        var disturbed = turns.Count(turn => turn.Disturbed);
        if (disturbed > 0)
            Console.WriteLine(
                $"\nDISTURBED: others took much of the machine in {disturbed} of {turns.Length} turns; do not quote the ratios.");
    }

    private static string Ratio(IReadOnlyList<Measurement> of, IReadOnlyList<Measurement> to)
    {
        var ratios = of.Zip(to, (a, b) => a.RequestsPerSecond / b.RequestsPerSecond).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{Median(ratios):F2} ({ratios[0]:F2}–{ratios[^1]:F2})");
    }

    private static string[] Absolute(Cell cell, string server, IReadOnlyList<Measurement> rounds) =>
    [
        cell.ToString(),
        server,
        Median(rounds, m => m.RequestsPerSecond, "N0") + (rounds.Any(m => m.GeneratorWasLimit) ? " *" : ""),
        Median(rounds, m => m.P50, "F0"),
        Median(rounds, m => m.P99, "F0"),
        Median(rounds, m => m.Cpu.Generator, "F2"),
        Median(rounds, m => m.Cpu.Server, "F2"),
        Median(rounds, m => m.Cpu.Others, "F2"),
    ];

    private static string Median(IReadOnlyList<Measurement> rounds, Func<Measurement, double> of, string format) =>
        Median([.. rounds.Select(of).Order()]).ToString(format, CultureInfo.InvariantCulture);

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
