using System.Globalization;

namespace IpcSocket.Benchmarks;

/// <summary>One setting of the load: so many connections, and on each so many requests in flight.</summary>
internal readonly record struct Cell(int Connections, int InFlight)
{
    // led-tcp is started with MaxConnections 2048; the rest is room for the probe.
    private const int MostConnections = 2000;

    // Requests in flight must fit the socket buffers, so that a send is never cut.
    private const int MostInFlight = 256;

    /// <summary>Parses "50x16".</summary>
    /// <exception cref="UsageException">Not two numbers joined by x, or out of range.</exception>
    public static Cell Parse(string text)
    {
        var parts = text.Split('x');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var connections)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var inFlight)
            && connections is >= 1 and <= MostConnections
            && inFlight is >= 1 and <= MostInFlight)
        {
            return new Cell(connections, inFlight);
        }

        throw new UsageException($"cell '{text}': expected CONNECTIONSxINFLIGHT, at most {MostConnections}x{MostInFlight}");
    }

    public override string ToString() => $"{Connections}x{InFlight}";
}
