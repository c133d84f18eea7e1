namespace IpcSocket.EndToEndTests.Support;

/// <summary>Many connections of one test, closed together.</summary>
internal sealed class Connections : IDisposable
{
    private readonly List<LineConnection> _all = [];

    /// <summary>The connections in the order in which they were opened.</summary>
    public LineConnection this[int index] => _all[index];

    /// <summary>Opens one.</summary>
    public async Task<LineConnection> OpenAsync(int port) => Add(await LineConnection.OpenAsync(port));

    /// <summary>Takes one that is open.</summary>
    public LineConnection Add(LineConnection connection)
    {
        _all.Add(connection);
        return connection;
    }

    public void Dispose() => _all.ForEach(connection => connection.Dispose());
}
