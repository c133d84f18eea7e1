using System.Net.Sockets;
using System.Text;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Hosting.Systemd;

public sealed class SystemdNotifierTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_state_arrives_as_one_datagram_at_the_path()
    {
        using var systemd = new LogReceiver(_directory["notify"]);
        using var notifier = new SystemdNotifier(_directory["notify"], _time);
        Assert.True(notifier.IsEnabled);
        notifier.Notify(ServiceState.Ready.And(ServiceState.Status("LED On")));
        Assert.Equal("READY=1\nSTATUS=LED On", systemd.NextText());
        Assert.True(systemd.IsEmpty);
    }

    [Fact]
    public void A_name_after_an_at_sign_is_in_the_abstract_namespace()
    {
        var name = $"ipcsocket/{Guid.NewGuid():N}";
        using var systemd = new LogReceiver('\0' + name);
        using var notifier = new SystemdNotifier('@' + name, _time);
        notifier.Notify(ServiceState.Ready);
        Assert.Equal("READY=1", systemd.NextText());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("@")]
    [InlineData("notify")]
    [InlineData("vsock:2:9999")]
    public void Without_an_address_of_a_unix_socket_nobody_is_told(string? address)
    {
        using var notifier = new SystemdNotifier(address, _time);
        Assert.False(notifier.IsEnabled);
        notifier.Notify(ServiceState.Ready);
    }

    [Theory]
    [InlineData('/', 107, false)]
    [InlineData('/', 106, true)]
    [InlineData('@', 108, false)]
    [InlineData('@', 107, true)]
    public void An_address_that_is_too_long_is_no_address(char first, int more, bool isAddress)
    {
        using var notifier = new SystemdNotifier(first + new string('x', more), _time);
        Assert.Equal(isAddress, notifier.IsEnabled);
        notifier.Notify(ServiceState.Ready);
    }

    [Fact]
    public void A_socket_that_nobody_has_bound_is_told_in_vain()
    {
        using var notifier = new SystemdNotifier(_directory["notify"], _time);
        notifier.Notify(ServiceState.Ready);
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void What_a_full_socket_does_not_take_is_kept_in_order_until_it_does()
    {
        using var systemd = new LogReceiver(_directory["notify"]);
        using var notifier = new SystemdNotifier(_directory["notify"], _time);
        Fill();
        notifier.Notify(ServiceState.Ready);
        notifier.Notify(ServiceState.Stopping);
        systemd.Drain();

        _time.Advance(SystemdNotifier.RetryTime);
        Assert.Equal(["READY=1", "STOPPING=1"], systemd.Drain());
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void Of_what_waits_too_long_the_newest_is_kept()
    {
        using var systemd = new LogReceiver(_directory["notify"]);
        using var notifier = new SystemdNotifier(_directory["notify"], _time);
        Fill();
        for (var i = 1; i <= SystemdNotifier.WaitingLimit + 2; i++)
            notifier.Notify(ServiceState.Status($"{i}"));
        systemd.Drain();

        _time.Advance(SystemdNotifier.RetryTime);
        Assert.Equal("STATUS=3", systemd.NextText());
    }

    [Fact]
    public void After_the_end_nothing_is_told()
    {
        using var systemd = new LogReceiver(_directory["notify"]);
        var notifier = new SystemdNotifier(_directory["notify"], _time);
        notifier.Dispose();
        notifier.Notify(ServiceState.Ready);
        Assert.True(systemd.IsEmpty);
    }

    private void Fill()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        var address = new UnixDomainSocketEndPoint(_directory["notify"]);
        var datagram = Encoding.ASCII.GetBytes("STATUS=of another service");
        var isFull = Assert.Throws<SocketException>(() => SendForEver(other, datagram, address));
        Assert.Equal(SocketError.WouldBlock, isFull.SocketErrorCode);
    }

    private static void SendForEver(Socket socket, byte[] datagram, UnixDomainSocketEndPoint address)
    {
        while (true)
            socket.SendTo(datagram, address);
    }
}
