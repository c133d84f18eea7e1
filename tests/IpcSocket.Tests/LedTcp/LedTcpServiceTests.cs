using System.Net;
using System.Net.Sockets;
using IpcSocket.Hosting;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using LedTcp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class LedTcpServiceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_server_that_has_lost_both_addresses_answers_its_connections_before_it_ends()
    {
        var isTaken = false;
        ListenSocket Bind(IPEndPoint address, Endpoint? endpoint) =>
            isTaken && address.Port != 0 ? throw new ListenException($"cannot listen on {address}") : ListenSocket.Bind(address, endpoint);

        var first = Options(new Endpoint("127.0.0.1", 0));
        var options = new CurrentOptions<LedTcpOptions>(first);
        using var store = new FdStore(null, []);
        using var restart = new RestartSignal(TrialEnvironment.With(), isManaged: false);
        var listeners = new ListenerStore(store, new RuntimeDirectory(null), "", new CollectingLogger<ListenerStore>());
        var remains = new Remains(store, new StateDirectory(null), new RuntimeDirectory(null), restart);
        using var service = new LedTcpService(options, InheritedSockets.Of(), listeners, remains, new NoStatus(), NullLoggerFactory.Instance) { Bind = Bind };
        await service.StartAsync(default);
        var port = service.Addresses.Split(':')[^1];
        using var client = await RawClient.ConnectAsync(IPEndPoint.Parse($"127.0.0.1:{port}"));
        await client.SendAsync("PING\nLED ST");
        Assert.Equal("OK PONG", await client.ReadLineAsync());

        isTaken = true;
        var wanted = Options(new Endpoint("0.0.0.0", int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Single(await ((ICurrentOptions)options).ReplaceAsync(wanted, default));
        Assert.StartsWith("ERR stopping ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await client.ReadToEndAsync());
        var end = await Assert.ThrowsAsync<DaemonException>(() => service.ExecuteTask!.WaitAsync(Limits.Test));
        Assert.Equal(ExitCode.Failure, end.ExitStatus);
        Assert.Contains("the old address is lost", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_during_a_reload_leaves_no_socket_open()
    {
        Task? stop = null;
        LedTcpService? started = null;
        ListenSocket? opened = null;
        ListenSocket StopAndBind(IPEndPoint address, Endpoint? endpoint)
        {
            stop = started?.StopAsync(default);
            return opened = ListenSocket.Bind(address, endpoint);
        }

        var options = new CurrentOptions<LedTcpOptions>(Options(new Endpoint("127.0.0.1", 0)));
        using var store = new FdStore(null, []);
        using var restart = new RestartSignal(TrialEnvironment.With(), isManaged: false);
        var listeners = new ListenerStore(store, new RuntimeDirectory(null), "", new CollectingLogger<ListenerStore>());
        var remains = new Remains(store, new StateDirectory(null), new RuntimeDirectory(null), restart);
        using var service = new LedTcpService(options, InheritedSockets.Of(), listeners, remains, new NoStatus(), NullLoggerFactory.Instance) { Bind = StopAndBind };
        await service.StartAsync(default);
        await AskAsync(opened!.Address);
        started = service;
        var wanted = Options(new Endpoint("127.0.0.2", 0));
        await Assert.ThrowsAsync<OperationCanceledException>(() => ((ICurrentOptions)options).ReplaceAsync(wanted, default));
        await stop!.WaitAsync(Limits.Test);
        await service.ExecuteTask!.WaitAsync(Limits.Test);
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(opened!.Address));
    }

    [Fact]
    public async Task An_end_whose_preparation_fails_ends_the_server_all_the_same()
    {
        Directory.CreateDirectory(_directory["run"]);
        Action interrupt = () => { };
        var environment = TrialEnvironment.With() with
        {
            OnInterrupt = action =>
            {
                interrupt = action;
                return Stream.Null;
            },
        };
        using var unit = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var store = new FdStore("/nowhere/notify", []);
        using var restart = new RestartSignal(environment, isManaged: true);
        // The socket cannot be stored, which is logged.
        var log = new CallbackLogger<ListenerStore>(() => throw new InvalidOperationException("asked to"));
        var listeners = new ListenerStore(store, new RuntimeDirectory(_directory["run"]), "", log);
        var remains = new Remains(store, new StateDirectory(null), new RuntimeDirectory(null), restart);
        var passed = InheritedSockets.Of(("led", SystemCalls.Duplicate(unit.Descriptor)));
        var options = new CurrentOptions<LedTcpOptions>(Options(new Endpoint("127.0.0.1", 0)));
        using var service = new LedTcpService(options, passed, listeners, remains, new NoStatus(), NullLoggerFactory.Instance);
        await service.StartAsync(default);
        await AskAsync(unit.Address);
        listeners.IsMarked = true;
        interrupt();
        await Assert.ThrowsAsync<AggregateException>(() => service.StopAsync(default).WaitAsync(Limits.Test));
        await service.ExecuteTask!.WaitAsync(Limits.Test);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Held_changes_are_logged_before_the_end_of_a_stop_and_of_a_restart(bool isRestart)
    {
        Action interrupt = () => { };
        var environment = TrialEnvironment.With() with
        {
            OnInterrupt = action =>
            {
                interrupt = action;
                return Stream.Null;
            },
        };
        var log = new CollectingLogger<LedTcpService>();
        using var loggers = new OneLogger(log);
        using var store = new FdStore(null, []);
        using var restart = new RestartSignal(environment, isManaged: true);
        var listeners = new ListenerStore(store, new RuntimeDirectory(null), "", new CollectingLogger<ListenerStore>());
        var remains = new Remains(store, new StateDirectory(null), new RuntimeDirectory(null), restart);
        var options = new CurrentOptions<LedTcpOptions>(Options(new Endpoint("127.0.0.1", 0)));
        using (var service = new LedTcpService(options, InheritedSockets.Of(), listeners, remains, new NoStatus(), loggers))
        {
            await service.StartAsync(default);
            using var client = await RawClient.ConnectAsync(IPEndPoint.Parse(service.Addresses));
            // More than ten in a second, unless the machine is very slow; then no change is held and nothing is checked.
            await client.SendAsync(string.Concat(Enumerable.Repeat("LED TOGGLE\n", 101)) + "PING\n");
            while (await client.ReadLineAsync() is { } reply && reply != "OK PONG")
                Assert.StartsWith("OK LED", reply, StringComparison.Ordinal);
            if (isRestart)
                interrupt();
            await service.StopAsync(default).WaitAsync(Limits.Test);
        }
        Assert.StartsWith("Stopped; ", log.Entries[^1].Message, StringComparison.Ordinal);
        Assert.StartsWith("LED Status: On", log.Entries[^2].Message, StringComparison.Ordinal);
    }

    // The service's stop is prepared only once ExecuteAsync runs, which begins in the background.
    private static async Task AskAsync(EndPoint address)
    {
        using var client = await RawClient.ConnectAsync(address);
        Assert.Equal("OK PONG", await client.AskAsync("PING"));
    }

    private static LedTcpOptions Options(Endpoint endpoint) => new(endpoint, [Leds.Named("led")], new LineServerOptions());

    private sealed class NoStatus : IServiceStatus
    {
        public void Set(Func<string> text) { }

        public void Changed() { }
    }

    private sealed class OneLogger(ILogger logger) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }
    }
}
