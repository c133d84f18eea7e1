using System.Net;
using IpcSocket.Hosting;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using LedTcp;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class LedTcpServiceTests
{
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

    private static LedTcpOptions Options(Endpoint endpoint) => new(endpoint, [Leds.Named("led")], new LineServerOptions());

    private sealed class NoStatus : IServiceStatus
    {
        public void Set(Func<string> text) { }

        public void Changed() { }
    }
}
