using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class AcceptPauseTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly CollectingLogger<LineServer> _log = new();

    [Fact]
    public async Task Accepting_pauses_while_descriptors_have_run_out_and_the_log_is_told_once_a_minute()
    {
        using var pause = new AcceptPause(_log, _time);
        // With the descriptor of the reserve one more client can be accepted.
        Assert.True(WaitAfterFailure(pause).IsCompletedSuccessfully);
        for (var i = 0; i < 600; i++)
        {
            var waiting = WaitAfterFailure(pause);
            Assert.False(waiting.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await waiting.WaitAsync(Limits.Test);
        }
        Assert.StartsWith(
            "Cannot accept connections for the moment: no file descriptor is left; raise LimitNOFILE=",
            Assert.Single(_log.Entries).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_gave_up_in_the_queue_delays_nobody()
    {
        using var pause = new AcceptPause(_log, _time);
        Assert.True(pause.WaitAsync(new SocketException((int)SocketError.ConnectionAborted), CancellationToken.None).IsCompletedSuccessfully);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task A_client_is_served_when_a_descriptor_has_become_free_for_it()
    {
        using var pause = new AcceptPause(_log, _time, _ => Assert.Fail("refused"));
        await WaitAfterFailure(pause);
        using var socket = NewSocket();
        Assert.True(pause.Admits(socket));
        // The reserve is there for the next time.
        Assert.True(WaitAfterFailure(pause).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_client_that_has_taken_the_last_descriptor_is_refused()
    {
        var opened = 0;
        var reserve = new DescriptorReserve(() => opened++ == 1 ? throw new SocketException((int)SocketError.TooManyOpenSockets) : NewSocket());
        Socket? refused = null;
        using var pause = new AcceptPause(_log, _time, socket => refused = socket, reserve);
        await WaitAfterFailure(pause);
        using var socket = NewSocket();
        Assert.False(pause.Admits(socket));
        Assert.Same(socket, refused);
        // With its descriptor the reserve is held again.
        Assert.Equal(3, opened);
        Assert.True(pause.Admits(socket));
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static Task WaitAfterFailure(AcceptPause pause) =>
        pause.WaitAsync(new SocketException((int)SocketError.TooManyOpenSockets), CancellationToken.None);
}
