using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IpcSocket.Benchmarks;

/// <summary>One running server of the comparison, with the request it is asked and the reply it gives.</summary>
internal sealed class Contestant : IDisposable
{
    public const string LedTcp = "led-tcp";
    public const string Redis = "redis";
    public const string Echo = "echo";
    public const string EpollEcho = "epoll-echo";

    public static readonly string[] Names = [LedTcp, Redis, Echo, EpollEcho];

    private readonly IPEndPoint _endpoint = Programs.FreeEndpoint();
    private readonly byte[] _request;
    private readonly DaemonSettings? _settings;
    private readonly ServerProcess _process;
    private byte[] _reply = [];

    private Contestant(string name, string program, string request)
    {
        Name = name;
        _request = Encoding.ASCII.GetBytes(request);
        _settings = name == LedTcp ? new DaemonSettings(_endpoint, "Warning") : null;
        _process = ServerProcess.Start(program, ProgramArguments());
    }

    public string Name { get; }

    /// <summary>Starts the server and asks it once, to know the reply that every later one must equal.</summary>
    public static Contestant Start(string name, string program, CancellationToken cancelled)
    {
        var (request, replyBegin) = name == Redis ? ("PING\r\n", "+PONG") : ("LED STATUS\n", name == LedTcp ? "OK LED " : "LED STATUS");
        var contestant = new Contestant(name, program, request);
        try
        {
            contestant._process.WaitUntilAccepting(contestant._endpoint, cancelled);
            contestant.Probe(replyBegin);
            return contestant;
        }
        catch
        {
            contestant.Dispose();
            throw;
        }
    }

    public Measurement Measure(Cell cell, TimeSpan warmUp, TimeSpan length, CancellationToken cancelled)
    {
        try
        {
            using var load = new LoadGenerator(_endpoint, cell, _request, _reply);
            return load.Run(warmUp, length, _process, cancelled);
        }
        catch (Exception e) when (e is BenchmarkException or SocketException)
        {
            throw new BenchmarkException($"{Name} at {cell}: {e.Message}");
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _settings?.Dispose();
    }

    private string[] ProgramArguments()
    {
        var port = _endpoint.Port.ToString(CultureInfo.InvariantCulture);
        return Name switch
        {
            LedTcp => ["--config", _settings!.ConfigFile],
            Redis => ["--save", "", "--appendonly", "no", "--port", port, "--bind", "127.0.0.1", "--loglevel", "warning"],
            _ => [Name, "--port", port],
        };
    }

    private void Probe(string replyBegin)
    {
        using var line = new LineExchange(_endpoint);
        _reply = line.Ask(_request);
        var text = Encoding.Latin1.GetString(_reply);
        if (!text.StartsWith(replyBegin, StringComparison.Ordinal))
            throw new BenchmarkException($"{Name} answered '{text.Trim()}', expected '{replyBegin}…'");
    }
}
