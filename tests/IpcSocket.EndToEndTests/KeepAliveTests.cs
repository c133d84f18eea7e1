using System.Diagnostics;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

/// <summary>
/// How a connection ends whose peer has gone without a word, and that a short interruption ends none. The kernel's timers are the subject, so
/// these tests wait for real seconds. Each connection holds an LED, which shows when led-tcp has found its end.
/// </summary>
public sealed class KeepAliveTests : IAsyncLifetime
{
    // Holds an LED and sends nothing more until a line is typed; then asks for the state. It has no keep-alive of its own.
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
    private static readonly TimeSpan LatestEnd = TimeSpan.FromSeconds(60);

    // A longer interruption may end a connection; see SocketDefaults.
    private static readonly TimeSpan LongestInterruption = TimeSpan.FromSeconds(14);

    // On a busy machine a cable can be plugged in too late. Then the interruption proves nothing and is repeated.
    private const int MaxInterruptions = 5;

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [NeedsRoot]
    public async Task A_peer_that_is_gone_is_found_idle_or_not_and_an_interruption_of_ten_seconds_ends_no_connection()
    {
        await using var hosts = await TwoHosts.CreateAsync();
        var led = await StartLedAsync(hosts);
        await HoldAsync(hosts.One, "10.77.2.2", "LED idle ON UNTIL CLOSE");
        await HoldAsync(hosts.One, "10.77.2.2", "WATCH;LED told ON UNTIL CLOSE");
        var near = await HoldAsync(hosts.Two, "10.77.1.2", "LED near ON");

        // One cable is out from now on, and the watcher behind it does not acknowledge what it is sent.
        var gone = Stopwatch.GetTimestamp();
        await hosts.PullAsync("right");
        await near.TypeAsync("LED near OFF");

        var ends = EndTimeAsync(led, gone);
        await InterruptAsync(hosts, led);
        Assert.InRange(await ends, TimeSpan.FromSeconds(20), LatestEnd);
    }

    private async Task InterruptAsync(TwoHosts hosts, DaemonProcess led)
    {
        for (var attempt = 1; attempt <= MaxInterruptions; attempt++)
        {
            var name = $"kept{attempt}";
            var holder = await HoldAsync(hosts.One, "10.77.1.2", $"LED {name} ON UNTIL CLOSE");
            var quiet = Stopwatch.GetTimestamp();
            // The other cable is out for ten seconds, from shortly before the first probe, which is sent after ten.
            await WaitUntilAsync(quiet, 8);
            if (await PullForTenSecondsAsync(hosts) > LongestInterruption)
                continue;
            await WaitUntilAsync(quiet, 32);
            Assert.Equal(0, led.CountLines($"LED {name} Status: Off"));
            await holder.TypeAsync($"LED {name} STATUS");
            await holder.WaitForLineAsync($"OK LED {name} On", count: 2);
            return;
        }
        Assert.Fail($"This machine is too busy: none of {MaxInterruptions} interruptions ended within {LongestInterruption.TotalSeconds:0} s");
    }

    // Returns how long the cable was out at most.
    private static async Task<TimeSpan> PullForTenSecondsAsync(TwoHosts hosts)
    {
        var before = Stopwatch.GetTimestamp();
        await hosts.PullAsync("left");
        await WaitUntilAsync(Stopwatch.GetTimestamp(), 10);
        await hosts.PlugInAsync("left");
        return Stopwatch.GetElapsedTime(before);
    }

    // Returns when led-tcp has found the end of both connections whose peer is gone.
    private static async Task<TimeSpan> EndTimeAsync(DaemonProcess led, long gone)
    {
        await EndsAsync(led, "LED idle Status: Off");
        await EndsAsync(led, "LED told Status: Off");
        return Stopwatch.GetElapsedTime(gone);
    }

    private async Task<DaemonProcess> StartLedAsync(TwoHosts hosts)
    {
        // Replies do not name the first.
        string[] names = ["near", "idle", "told", .. Enumerable.Range(1, MaxInterruptions).Select(attempt => $"kept{attempt}")];
        var leds = names.Select(name => ($"LedServer:Leds:{name}:PowerOn", "off"));
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
        led.Output.WaitForAsync(text => text.EndsWith(line, StringComparison.Ordinal), within: 2 * LatestEnd);

    private static Task WaitUntilAsync(long since, int seconds)
    {
        var left = TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(since);
        return left > TimeSpan.Zero ? Task.Delay(left) : Task.CompletedTask;
    }
}
