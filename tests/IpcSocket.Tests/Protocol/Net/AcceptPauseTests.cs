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
        var pause = new AcceptPause(_log, _time);
        for (var i = 0; i < 600; i++)
        {
            var waiting = pause.WaitAsync(new SocketException((int)SocketError.TooManyOpenSockets), CancellationToken.None);
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
        var pause = new AcceptPause(_log, _time);
        Assert.True(pause.WaitAsync(new SocketException((int)SocketError.ConnectionAborted), CancellationToken.None).IsCompletedSuccessfully);
        Assert.Empty(_log.Entries);
    }
}
