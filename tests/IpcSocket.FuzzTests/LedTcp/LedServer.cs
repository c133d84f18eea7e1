using System.Text;
using IpcSocket.Platform;
using IpcSocket.Platform.Pc;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IpcSocket.FuzzTests.LedTcp;

/// <summary>led-tcp in this process: its server, its commands and two LEDs, on a free port of the loopback. Its clock stands still.</summary>
internal sealed class LedServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _changes;
    private readonly LogLed[] _devices;
    private readonly LedBank _bank;
    private readonly RunningServer _server;

    private LedServer(LedBank bank, RunningServer server, SemaphoreSlim changes, LogLed[] devices) =>
        (_bank, _server, _changes, _devices) = (bank, server, changes, devices);

    /// <summary>The names of the LEDs, the default first.</summary>
    public static string[] Names { get; } = ["led", "desk"];

    /// <summary>What the LEDs show, in the order of <see cref="Names"/>.</summary>
    public string States => string.Join(' ', Names.Select(name => _bank.Find(Encoding.ASCII.GetBytes(name))!.State.Word()));

    public static async Task<LedServer> StartAsync()
    {
        var time = new ManualTimeProvider();
        var changes = new SemaphoreSlim(0);
        LogLed[] devices = [.. Names.Select(_ => new LogLed())];
        Watchers? watchers = null;
        var bank = new LedBank(
            [.. Names.Zip(devices, (name, device) => (Options(name), (ILed)device))], null, () => watchers?.Wake(), new CollectingLogger<LedBank>(), time);
        watchers = new Watchers(bank);
        var counters = new LineServerCounters();
        var handler = new LedCommandHandler(bank, watchers, counters, new ServerFacts("1.2.3", time), () => changes.Release());
        return new LedServer(bank, await RunningServer.StartAsync(handler, time: time, counters: counters), changes, devices);
    }

    public Task<RawClient> ConnectAsync() => _server.ConnectAsync();

    /// <summary>Waits until the server has handled the end of its only connection.</summary>
    public async Task ConnectionEndsAsync()
    {
        // One change is the connection's beginning, the other its end.
        for (var change = 0; change < 2; change++)
            Assert.True(await _changes.WaitAsync(Limits.Test), "the server has not closed the connection");
    }

    /// <summary>Checks that nothing failed, and that the log holds no text that a terminal obeys.</summary>
    public void CheckLog()
    {
        foreach (var entry in _server.Log.Entries)
        {
            Assert.True(entry.Level < LogLevel.Error, entry.Message);
            PrintableLine.Check(entry.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bank.Dispose();
        foreach (var device in _devices)
            device.Dispose();
        _changes.Dispose();
    }

    private static LedOptions Options(string name) => new(name, new LedSettings(), PowerOn.Off, OnStop.Keep, LedState.Off);
}
