using System.Net.Sockets;
using System.Text;
using ButtonTcp;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

/// <summary>How long the link waits before it tries again, on a clock that the test advances.</summary>
public sealed class LedLinkPauseTests : LedLinkScene
{
    // From the fifth on, a wait is at least half of 1.6 s.
    private const int Rounds = 5;
    private static readonly TimeSpan LongestPause = ReconnectSchedule.LongestPause;
    private static readonly TimeSpan ShorterThanTheFifth = TimeSpan.FromMilliseconds(500);

    private readonly ManualTimeProvider _time;

    public LedLinkPauseTests()
        : this(new ManualTimeProvider())
    {
    }

    private LedLinkPauseTests(ManualTimeProvider time)
        : base(time) => _time = time;

    [Fact]
    public async Task A_server_that_greets_and_closes_is_asked_less_and_less_often()
    {
        for (var round = 1; round <= Rounds; round++)
            await GreetAndCloseAsync(round);
        _time.Advance(ShorterThanTheFifth);
        Assert.Equal(1, _time.SetTimers);
        _time.Advance(LongestPause);
        using var again = await Server.AcceptAsync();
    }

    [Fact]
    public async Task A_connection_that_lasted_begins_the_waits_anew()
    {
        for (var round = 1; round <= Rounds; round++)
            await GreetAndCloseAsync(round, lasting: LongestPause);
        _time.Advance(ShorterThanTheFifth);
        using var again = await Server.AcceptAsync();
    }

    [Fact]
    public async Task So_does_a_press_that_was_acknowledged()
    {
        for (var round = 1; round <= Rounds; round++)
        {
            Press();
            await GreetAndCloseAsync(round, command: "LED ON");
        }
        _time.Advance(ShorterThanTheFifth);
        using var again = await Server.AcceptAsync();
    }

    [Fact]
    public async Task A_press_ends_the_pause()
    {
        for (var round = 1; round <= Rounds; round++)
            await GreetAndCloseAsync(round);
        _time.Advance(ShorterThanTheFifth);
        Assert.Equal(1, _time.SetTimers);
        Press();
        using var again = await Server.AcceptAsync();
    }

    [Fact]
    public async Task While_a_press_waits_the_next_attempt_comes_within_a_quarter_of_a_second()
    {
        for (var round = 1; round <= Rounds; round++)
            await GreetAndCloseAsync(round);
        Press();
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            await _time.TimerSetAsync(left => left <= ReconnectSchedule.LongestEagerPause).WaitAsync(Limits.Test);
            _time.Advance(TimeSpan.FromMilliseconds(250));
            using (var led = await GreetAsync("OK led=Off"))
            {
                Assert.Equal("LED ON", await led.ReadLineAsync());
                await StatusBeginsAsync("connected to");
            }
            await StatusBeginsAsync("not connected to");
        }
    }

    [Fact]
    public async Task A_server_that_never_pauses_with_events_is_left_when_it_does_not_reply()
    {
        Task flood;
        using (var server = await Server.AcceptAsync())
        {
            flood = Task.Run(() => SendWithoutEnd(server.Socket));
            await _time.TimerSetAsync(LedSession.ReplyTimeout).WaitAsync(Limits.Test);
            _time.Advance(LedSession.ReplyTimeout);
            await StatusBeginsAsync("not connected to");
        }
        await flood.WaitAsync(Limits.Test);
    }

    private static void SendWithoutEnd(Socket socket)
    {
        var events = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("EVENT LED On\nEVENT LED Off\n", 5000)));
        try
        {
            while (true)
                socket.Send(events);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Nobody listens any more.
        }
    }

    // Returns when the link waits for its next try, and if it is not the last round lets it go on.
    private async Task GreetAndCloseAsync(int round, TimeSpan lasting = default, string? command = null)
    {
        using (var led = await Server.AcceptAsync())
        {
            Assert.Equal("WATCH", await led.ReadLineAsync());
            await led.SendAsync("OK led=Off\n");
            if (command is not null)
            {
                Assert.Equal(command, await led.ReadLineAsync());
                await led.SendAsync("OK LED On\n");
            }
            await StatusBeginsAsync("connected to");
            _time.Advance(lasting);
        }
        await StatusBeginsAsync("not connected to");
        await _time.TimerSetAsync().WaitAsync(Limits.Test);
        if (round < Rounds)
            _time.Advance(LongestPause);
    }
}
