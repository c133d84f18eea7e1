using System.Net;
using IpcSocket.Protocol.Net;

namespace IpcSocket.Tests.Support;

/// <summary>A line server on a free port of the loopback, running until it is disposed.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private RunningServer(LineServer server, CollectingLogger<LineServer> log)
    {
        Server = server;
        Log = log;
        Address = server.Endpoints[0];
        _run = server.RunAsync(_stop.Token);
    }

    public LineServer Server { get; }

    public CollectingLogger<LineServer> Log { get; }

    public EndPoint Address { get; }

    public static async Task<RunningServer> StartAsync(
        ILineHandler handler,
        LineServerOptions? options = null,
        TimeProvider? time = null,
        string host = "127.0.0.1",
        LineServerCounters? counters = null)
    {
        return Start(handler, await ListenSocket.BindAsync(new Endpoint(host, 0)), options, time, counters);
    }

    public static RunningServer Start(
        ILineHandler handler,
        IReadOnlyList<ListenSocket> sockets,
        LineServerOptions? options = null,
        TimeProvider? time = null,
        LineServerCounters? counters = null)
    {
        var log = new CollectingLogger<LineServer>();
        var server = new LineServer(handler, options ?? new LineServerOptions(), log, time) { Counters = counters ?? new() };
        server.Listen(sockets);
        return new RunningServer(server, log);
    }

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Address);

    /// <summary>Tells the server to stop; ends when it has.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Limits.Test);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Server.DisposeAsync();
        _stop.Dispose();
    }
}
