namespace IpcSocket.EndToEndTests.Support;

/// <summary>How long tests wait for what must happen. Reached only when it does not.</summary>
internal static class Limits
{
    /// <summary>Long enough for a busy machine of two cores, on which several daemons start at the same time.</summary>
    public static readonly TimeSpan Test = TimeSpan.FromSeconds(60);

    /// <summary>What a program has to stop in, once it is told to. The daemons end with a fault when it takes them more than 5 s.</summary>
    public static readonly TimeSpan Stop = TimeSpan.FromSeconds(60);
}
