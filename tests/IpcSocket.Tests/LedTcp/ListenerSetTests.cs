using System.Net;
using System.Net.Sockets;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using LedTcp;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class ListenerSetTests : IAsyncLifetime
{
    private static readonly Endpoint FreePort = new("127.0.0.1", 0);

    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(LineServer Server, Task Run)> _servers = [];
    private DescriptorReceiver? _systemd;

    private string Mark => Path.Combine(_directory["run"], "listening");

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(_directory["run"]);
        _systemd = new DescriptorReceiver(_directory["notify"]);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var (server, run) in _servers)
        {
            await run.WaitAsync(Limits.Test);
            await server.DisposeAsync();
        }
        _stop.Dispose();
        _systemd!.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_socket_that_is_opened_is_kept_and_the_next_process_goes_on_with_it()
    {
        var (set, server) = Start();
        await set.OpenAsync(FreePort, default);
        var address = (IPEndPoint)server.Endpoints[0];
        var (text, copy) = _systemd!.Next();
        Assert.Equal($"FDSTORE=1 FDNAME=listen--127.0.0.1-{address.Port}", text);
        Assert.True(Directory.Exists(Mark));
        var inode = InodeOf(address);

        var (next, nextServer) = Start(stored: [(NameIn(text), Loose(copy!))]);
        await next.OpenAsync(new Endpoint("127.0.0.1", address.Port), default);
        Assert.Equal([address], nextServer.Endpoints);
        Assert.Equal(inode, InodeOf(address));
    }

    [Fact]
    public async Task A_kept_socket_whose_address_is_no_longer_configured_is_closed()
    {
        using var old = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var (set, server) = Start(stored: [CopyOf(old)]);
        await set.OpenAsync(new Endpoint("127.0.0.2", 0), default);
        Assert.Equal(IPAddress.Parse("127.0.0.2"), ((IPEndPoint)Assert.Single(server.Endpoints)).Address);
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(old.Address));
    }

    [Fact]
    public async Task A_socket_that_was_kept_under_another_address_filter_is_opened_again()
    {
        using var old = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = (IPEndPoint)old.Address;
        // The copy that the service manager holds until it is removed.
        using var copy = new Socket(new SafeSocketHandle(SystemCalls.Duplicate(old.Descriptor), ownsHandle: true));
        var inode = InodeOf(address);
        var (set, _) = Start(stored: [CopyOf(old)], filter: "4711");
        await set.OpenAsync(new Endpoint("127.0.0.1", address.Port), default);
        Assert.NotEqual(inode, InodeOf(address));
        Assert.StartsWith("FDSTOREREMOVE=1 FDNAME=listen--", _systemd!.Next().Text, StringComparison.Ordinal);
        var (text, kept) = _systemd.Next();
        kept!.Dispose();
        Assert.Equal($"FDSTORE=1 FDNAME=listen-4711-127.0.0.1-{address.Port}", text);
    }

    [Fact]
    public async Task A_move_leaves_the_sockets_alone_whose_address_stays()
    {
        var (set, server) = Start();
        await set.OpenAsync(FreePort, default);
        var address = (IPEndPoint)server.Endpoints[0];
        var inode = InodeOf(address);
        await set.MoveAsync(new Endpoint("127.0.0.1", address.Port), default);
        Assert.Equal(inode, InodeOf(address));
    }

    [Fact]
    public async Task A_move_between_overlapping_addresses_works()
    {
        var (set, server) = Start();
        await set.OpenAsync(FreePort, default);
        var port = ((IPEndPoint)server.Endpoints[0]).Port;
        await set.MoveAsync(new Endpoint("0.0.0.0", port), default);
        Assert.Equal(new IPEndPoint(IPAddress.Any, port), Assert.Single(server.Endpoints));
        await set.MoveAsync(new Endpoint("127.0.0.1", port), default);
        using var client = await RawClient.ConnectAsync(Assert.Single(server.Endpoints));
        Assert.Equal("here", await client.AskAsync("here"));
    }

    [Theory]
    [InlineData(HostNames.WithoutAddress)]
    [InlineData("192.0.2.77")]
    public async Task A_move_that_cannot_succeed_closes_nothing(string host)
    {
        var (set, server) = Start();
        await set.OpenAsync(new Endpoint("0.0.0.0", 0), default);
        var address = (IPEndPoint)server.Endpoints[0];
        var inode = InodeOf(address);
        var failure = await Assert.ThrowsAsync<ListenException>(() => set.MoveAsync(new Endpoint(host, address.Port), default));
        Assert.StartsWith($"cannot listen on {host}:{address.Port}: ", failure.Message, StringComparison.Ordinal);
        Assert.False(set.IsLost);
        Assert.Equal(inode, InodeOf(address));
    }

    [Fact]
    public async Task A_move_that_fails_behind_a_closed_socket_binds_its_address_again()
    {
        var (set, server) = Start();
        await set.OpenAsync(FreePort, default);
        var address = (IPEndPoint)server.Endpoints[0];
        using var other = ListenSocket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), address.Port));
        await Assert.ThrowsAsync<ListenException>(() => set.MoveAsync(new Endpoint("0.0.0.0", address.Port), default));
        Assert.False(set.IsLost);
        Assert.Equal([address], server.Endpoints);
        using var client = await RawClient.ConnectAsync(address);
        Assert.Equal("here", await client.AskAsync("here"));
    }

    [Fact]
    public async Task A_move_that_fails_for_an_unexpected_reason_binds_the_old_address_again()
    {
        static ListenSocket Fail(IPEndPoint address, Endpoint? endpoint) =>
            address.Address.Equals(IPAddress.Any) && address.Port != 0 ? throw new InvalidOperationException("asked to") : ListenSocket.Bind(address, endpoint);

        var (set, server) = Start(bind: Fail);
        await set.OpenAsync(FreePort, default);
        var address = (IPEndPoint)server.Endpoints[0];
        await Assert.ThrowsAsync<InvalidOperationException>(() => set.MoveAsync(new Endpoint("0.0.0.0", address.Port), default));
        Assert.Equal([address], server.Endpoints);
        using var client = await RawClient.ConnectAsync(address);
        Assert.Equal("here", await client.AskAsync("here"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_socket_that_a_move_opens_during_the_end_is_closed(bool isRestart)
    {
        Action prepareEnd = () => { };
        ListenSocket? opened = null;
        ListenSocket EndAndBind(IPEndPoint address, Endpoint? endpoint)
        {
            prepareEnd();
            return opened = ListenSocket.Bind(address, endpoint);
        }

        var (set, server) = Start(bind: EndAndBind);
        await set.OpenAsync(FreePort, default);
        var address = server.Endpoints[0];
        prepareEnd = isRestart ? set.PrepareRestart : set.PrepareStop;
        await Assert.ThrowsAsync<OperationCanceledException>(() => set.MoveAsync(new Endpoint("127.0.0.2", 0), default));
        Assert.Equal([address], server.Endpoints);
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(opened!.Address));
    }

    [Fact]
    public async Task The_end_is_prepared_although_a_move_runs_meanwhile()
    {
        Directory.CreateDirectory(Mark);
        using var unit = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ListenerSet? set = null;
        Task? move = null;
        // Each socket that cannot be stored is logged: in the middle of PrepareRestart.
        var hasLogged = false;
        var log = new CallbackLogger<ListenerStore>(() =>
        {
            if (!hasLogged)
            {
                hasLogged = true;
                move = set!.MoveAsync(new Endpoint("127.0.0.2", 0), default);
            }
        });
        (set, _) = Start(passed: [("led", SystemCalls.Duplicate(unit.Descriptor))], notify: "/nowhere/notify", log: log);
        await set.OpenAsync(FreePort, default);
        Directory.CreateDirectory(Mark);
        set.PrepareRestart();
        await Assert.ThrowsAsync<OperationCanceledException>(() => move!);
    }

    [Fact]
    public async Task Behind_a_socket_unit_that_passed_nothing_the_kept_sockets_serve()
    {
        using var old = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var (set, server) = Start(stored: [CopyOf(old)], areRequired: true);
        await set.OpenAsync(new Endpoint("192.0.2.77", 1), default);
        Assert.True(set.AreInherited);
        Assert.Equal([old.Address], server.Endpoints);
        Assert.True(Directory.Exists(Mark));
    }

    [Fact]
    public async Task Behind_a_socket_unit_that_passed_nothing_no_socket_is_opened()
    {
        Directory.CreateDirectory(Mark);
        var (set, _) = Start(areRequired: true);
        var failure = await Assert.ThrowsAsync<ListenException>(() => set.OpenAsync(FreePort, default));
        Assert.StartsWith("led-tcp.socket passed no socket", failure.Message, StringComparison.Ordinal);
        // The next start finds led-tcp.socket started.
        Assert.False(Directory.Exists(Mark));
    }

    [Fact]
    public async Task A_passed_socket_counts_and_a_kept_copy_of_it_is_closed()
    {
        Directory.CreateDirectory(Mark);
        var unit = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var stored = CopyOf(unit);
        var (set, server) = Start(passed: [("led", SystemCalls.Duplicate(unit.Descriptor))], stored: [stored]);
        await set.OpenAsync(new Endpoint("192.0.2.77", 1), default);
        Assert.True(set.AreInherited);
        Assert.False(Directory.Exists(Mark));
        Assert.StartsWith("FDSTOREREMOVE=1 FDNAME=listen--", _systemd!.Next().Text, StringComparison.Ordinal);
        using var client = await RawClient.ConnectAsync(Assert.Single(server.Endpoints));
        Assert.Equal("here", await client.AskAsync("here"));

        // led-tcp.socket is stopped while the service runs, and the service is restarted.
        Directory.CreateDirectory(Mark);
        set.PrepareRestart();
        var (text, copy) = _systemd.Next();
        copy!.Dispose();
        Assert.StartsWith("FDSTORE=1 FDNAME=listen--127.0.0.1-", text, StringComparison.Ordinal);
    }

    // A process of its own in truth.
    private (ListenerSet Set, LineServer Server) Start(
        (string Name, int Descriptor)[]? passed = null,
        (string Name, int Descriptor)[]? stored = null,
        bool areRequired = false,
        string filter = "",
        Func<IPEndPoint, Endpoint?, ListenSocket>? bind = null,
        string? notify = null,
        ILogger<ListenerStore>? log = null)
    {
        var server = new LineServer(new EchoHandler(), new LineServerOptions(), new CollectingLogger<LineServer>());
        var store = new ListenerStore(
            new FdStore(notify ?? _directory["notify"], stored ?? []), new RuntimeDirectory(_directory["run"]), filter, log ?? new CollectingLogger<ListenerStore>());
        _servers.Add((server, server.RunAsync(_stop.Token)));
        return (new ListenerSet(server, InheritedSockets.Of(areRequired, passed ?? []), store, bind ?? ListenSocket.Bind), server);
    }

    // A copy: the descriptor of an object that is not disposed would be closed a second time when that object is collected.
    private static (string Name, int Descriptor) CopyOf(ListenSocket socket) => (NameFor(socket), SystemCalls.Duplicate(socket.Descriptor));

    private static string NameFor(ListenSocket socket)
    {
        var address = (IPEndPoint)socket.Address;
        return $"listen--{address.Address}-{address.Port}";
    }

    private static string NameIn(string text) => text["FDSTORE=1 FDNAME=".Length..];

    private static int Loose(System.Runtime.InteropServices.SafeHandle handle)
    {
        var descriptor = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return descriptor;
    }

    // proc(5): the tenth column of the row of a socket that listens (0A) at the address.
    private static string InodeOf(IPEndPoint address)
    {
        var local = $"{BitConverter.ToUInt32(address.Address.GetAddressBytes()):X8}:{address.Port:X4}";
        return File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .First(fields => fields[1] == local && fields[3] == "0A")[9];
    }
}
