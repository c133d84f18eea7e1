using IpcSocket.Protocol.Net;

namespace LedCli.Bench;

/// <summary>What is to be measured.</summary>
/// <param name="Server">The server.</param>
/// <param name="Line">The request.</param>
/// <param name="Connections">How many connections.</param>
/// <param name="Pipelining">How many requests each connection sends before it waits for their replies.</param>
/// <param name="Length">How long, after the warm-up.</param>
internal sealed record BenchPlan(Endpoint Server, string Line, int Connections, int Pipelining, TimeSpan Length);
