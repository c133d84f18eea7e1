using System.Text;

namespace LedTcp;

/// <summary>What VERSION and STATS tell of the process.</summary>
internal sealed class ServerFacts(string version, TimeProvider time)
{
    private const int ProtocolVersion = 1;

    private readonly long _started = time.GetTimestamp();

    /// <summary>The text of the reply to VERSION.</summary>
    public ReadOnlyMemory<byte> VersionText { get; } = Encoding.ASCII.GetBytes($"{version} protocol {ProtocolVersion}");

    public TimeSpan Uptime => time.GetElapsedTime(_started);
}
