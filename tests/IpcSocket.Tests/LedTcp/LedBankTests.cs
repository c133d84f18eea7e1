using System.Net;
using IpcSocket.Platform;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class LedBankTests : IDisposable
{
    private static readonly IPEndPoint Peer = new(IPAddress.Loopback, 40000);

    private readonly RecordingLed _led = new();
    private readonly CollectingLogger<LedBank> _log = new();
    private int _changes;

    public void Dispose() => _led.Dispose();

    [Fact]
    public void The_LED_is_switched_off_when_the_bank_takes_it_over()
    {
        using var bank = new LedBank(_led, () => _changes++, _log);
        Assert.Equal([false], _led.Switched);
        Assert.Equal(LedState.Off, bank.State);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void A_change_is_one_line_in_the_ancestor_s_words()
    {
        using var bank = new LedBank(_led, () => _changes++, _log);
        bank.Switch(LedState.On, Peer);
        bank.Switch(LedState.Off, Peer);
        Assert.Equal(["LED Status: On", "LED Status: Off"], _log.Entries.Select(e => e.Message));
        Assert.Equal(2, _changes);
    }

    [Fact]
    public void Switching_to_the_state_it_has_is_no_change()
    {
        using var bank = new LedBank(_led, () => _changes++, _log);
        Assert.Equal(LedState.On, bank.Switch(LedState.On, Peer));
        Assert.Equal(LedState.On, bank.Switch(LedState.On, Peer));
        Assert.Single(_log.Entries);
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void A_toggle_gives_the_other_state()
    {
        using var bank = new LedBank(_led, () => _changes++, _log);
        Assert.Equal(LedState.On, bank.Switch(null, Peer));
        Assert.Equal(LedState.Off, bank.Switch(null, Peer));
        Assert.Equal([false, true, false], _led.Switched);
    }

    [Fact]
    public void A_device_that_refuses_leaves_the_state_as_it_was()
    {
        using var bank = new LedBank(_led, () => _changes++, _log);
        bank.Switch(LedState.On, Peer);
        _led.IsBroken = true;
        Assert.Throws<DeviceException>(() => bank.Switch(LedState.Off, Peer));
        Assert.Equal(LedState.On, bank.State);
        Assert.Single(_log.Entries);
    }

    [Fact]
    public async Task Toggles_of_many_at_once_each_count()
    {
        using var bank = new LedBank(_led, () => _changes++, _log);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
                bank.Switch(null, Peer);
        })));
        Assert.Equal(LedState.Off, bank.State);
        Assert.Equal(Enumerable.Range(0, 4001).Select(i => i % 2 == 1), _led.Switched);
    }
}
