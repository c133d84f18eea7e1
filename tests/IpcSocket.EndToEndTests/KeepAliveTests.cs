using System.Diagnostics;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

/// <summary>
/// How a connection ends whose peer has gone without a word, and that a short interruption ends none. The kernel's timers are the subject, so
/// these tests wait for real seconds. Each connection holds a LED, which shows when led-tcp has found its end.
/// </summary>
public sealed class KeepAliveTests : IAsyncLifetime
{
    // Holds a LED and sends nothing more until a line is typed; then asks for the state. It has no keep-alive of its own.
    private const string Holder = """
        import socket, sys
        peer = socket.create_connection((sys.argv[1], 5555))
        peer.sendall(sys.argv[2].encode().replace(b';', b'\n') + b'\n')
        print(peer.recv(4096).decode().strip(), flush=True)
        for line in sys.stdin:
            peer.sendall(line.encode())
            print(peer.recv(4096).decode().strip(), flush=True)
        """;

    // The kernel rounds timers of this length by a second or two, and the machine may be busy; what is found late is found minutes later.
    private static readonly TimeSpan LatestEnd = TimeSpan.FromSeconds(45);

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [NeedsRoot]
    public async Task A_peer_that_is_gone_is_found_idle_or_not_and_an_interruption_of_ten_seconds_ends_no_connection()
    {
        await using var hosts = await TwoHosts.CreateAsync();
        var led = await StartLedAsync(hosts);
        var kept = await HoldAsync(hosts.One, "10.77.1.2", "LED kept ON UNTIL CLOSE");
        await HoldAsync(hosts.One, "10.77.2.2", "LED idle ON UNTIL CLOSE");
        await HoldAsync(hosts.One, "10.77.2.2", "WATCH;LED told ON UNTIL CLOSE");
        var near = await HoldAsync(hosts.Two, "10.77.1.2", "LED near ON");

        // One cable is out from now on, and the watcher behind it does not acknowledge what it is sent.
        var gone = Stopwatch.GetTimestamp();
        await hosts.PullAsync("right");
        await near.TypeAsync("LED near OFF");

        // The other is out for ten seconds, from shortly before the first probe, which is sent after ten.
        await WaitUntilAsync(gone, 8);
        await hosts.PullAsync("left");
        await WaitUntilAsync(gone, 18);
        await hosts.PlugInAsync("left");

        await EndsAsync(led, "LED idle Status: Off");
        await EndsAsync(led, "LED told Status: Off");
        Assert.InRange(Stopwatch.GetElapsedTime(gone), TimeSpan.FromSeconds(20), LatestEnd);
        await WaitUntilAsync(gone, 32);
        Assert.Equal(0, led.CountLines("LED kept Status: Off"));
        await kept.TypeAsync("LED kept STATUS");
        await kept.WaitForLineAsync("OK LED kept On", count: 2);
    }

    private async Task<DaemonProcess> StartLedAsync(TwoHosts hosts)
    {
        var leds = ((string[])["near", "kept", "idle", "told"]).Select(name => ($"LedServer:Leds:{name}:PowerOn", "off"));
        var configuration = _house.WriteConfiguration([("LedServer:Host", "*"), ("LedServer:Port", "5555"), .. leds]);
        var (program, arguments) = TwoHosts.On(hosts.Two, Programs.LedTcp, "--config", configuration);
        var led = _house.StartWith(program, arguments);
        await led.WaitForLineAsync("Listening on");
        return led;
    }

    private async Task<DaemonProcess> HoldAsync(string host, string address, string lines)
    {
        var (program, arguments) = TwoHosts.On(host, "python3", "-c", Holder, address, lines);
        var holder = _house.StartWith(program, arguments);
        await holder.WaitForLineAsync("OK ");
        return holder;
    }

    private static Task<string> EndsAsync(DaemonProcess led, string line) =>
        led.Output.WaitForAsync(text => text.EndsWith(line, StringComparison.Ordinal), within: TimeSpan.FromSeconds(60));

    private static Task WaitUntilAsync(long since, int seconds)
    {
        var left = TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(since);
        return left > TimeSpan.Zero ? Task.Delay(left) : Task.CompletedTask;
    }
}
