namespace IpcSocket.Benchmarks;

/// <summary>A run that gives no figure: a wrong or missing reply, a server that does not start. The message is for people.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
