namespace IpcSocket.Benchmarks;

/// <summary>All measurements of a run; for one cell and server they stand in the order of the rounds.</summary>
internal sealed class Results
{
    private readonly Dictionary<(Cell, string), List<Measurement>> _all = [];

    /// <summary>The rounds of one server in one cell.</summary>
    public IReadOnlyList<Measurement> this[Cell cell, string server] => _all[(cell, server)];

    public void Add(Cell cell, string server, Measurement measured)
    {
        if (!_all.TryGetValue((cell, server), out var rounds))
            _all.Add((cell, server), rounds = []);
        rounds.Add(measured);
    }
}
