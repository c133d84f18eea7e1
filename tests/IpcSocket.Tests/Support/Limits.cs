namespace IpcSocket.Tests.Support;

/// <summary>How long tests wait for what must happen. Reached only when it does not.</summary>
internal static class Limits
{
    /// <summary>Long enough for a busy machine of two cores.</summary>
    public static readonly TimeSpan Test = TimeSpan.FromSeconds(60);
}
