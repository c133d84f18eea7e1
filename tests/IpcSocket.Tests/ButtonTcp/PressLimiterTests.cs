using ButtonTcp;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class PressLimiterTests : IDisposable
{
    private const int IgnoringPresses = 266;
    private const int IgnoredPresses = 267;

    private readonly ManualTimeProvider _time = new();
    private readonly CollectingLogger<PressLimiter> _log = new();
    private readonly PressLimiter _limiter;

    public PressLimiterTests() => _limiter = new PressLimiter("desk", _log, _time);

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public void A_burst_is_admitted_and_nothing_is_logged()
    {
        Assert.Equal(PressLimiter.Burst, Admitted(PressLimiter.Burst));
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void Presses_at_the_rate_are_admitted_without_end()
    {
        for (var i = 0; i < 10 * PressLimiter.Burst; i++)
        {
            Assert.True(_limiter.TryAdmit());
            _time.Advance(TimeSpan.FromSeconds(1) / PressLimiter.Rate);
        }
    }

    [Fact]
    public void A_flood_is_cut_to_the_rate()
    {
        Admitted(PressLimiter.Burst);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(PressLimiter.Rate, Admitted(100_000));
    }

    [Fact]
    public void A_flood_is_logged_when_it_begins_and_with_its_number_when_it_is_over()
    {
        Admitted(200_000);
        _time.Advance(PressLimiter.Quiet / 2);
        Assert.Equal("Button desk is pressed more than 50 times a second; the presses above that rate are ignored", Assert.Single(_log.Entries).Message);

        var admitted = Admitted(1000);
        _time.Advance(PressLimiter.Quiet / 2);
        Assert.Single(_log.Entries);
        _time.Advance(PressLimiter.Quiet / 2);

        var ignored = 200_000 - PressLimiter.Burst + 1000 - admitted;
        Assert.Equal([IgnoringPresses, IgnoredPresses], _log.Entries.Select(entry => entry.EventId));
        Assert.Equal($"Button desk is no longer pressed too fast; presses ignored: {ignored}", _log.Entries[1].Message);
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void The_next_flood_is_logged_too()
    {
        for (var flood = 1; flood <= 2; flood++)
        {
            Admitted(PressLimiter.Burst + 7);
            // Long enough for the next burst.
            _time.Advance(PressLimiter.Quiet + TimeSpan.FromSeconds(PressLimiter.Burst / PressLimiter.Rate));
        }
        Assert.Equal([IgnoringPresses, IgnoredPresses, IgnoringPresses, IgnoredPresses], _log.Entries.Select(entry => entry.EventId));
        Assert.All(_log.Entries.Where(entry => entry.EventId == IgnoredPresses), entry => Assert.EndsWith(": 7", entry.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_number_is_logged_at_the_end_of_the_daemon()
    {
        Admitted(PressLimiter.Burst + 1);
        _limiter.Dispose();
        Assert.Equal([IgnoringPresses, IgnoredPresses], _log.Entries.Select(entry => entry.EventId));
    }

    private int Admitted(int presses) => Enumerable.Range(0, presses).Count(_ => _limiter.TryAdmit());
}
