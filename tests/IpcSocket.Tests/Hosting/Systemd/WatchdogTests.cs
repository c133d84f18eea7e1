using IpcSocket.Hosting.Systemd;
using IpcSocket.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IpcSocket.Tests.Hosting.Systemd;

public sealed class WatchdogTests : IAsyncDisposable
{
    private static readonly TimeSpan WatchdogTime = TimeSpan.FromSeconds(20);

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingNotifier _systemd = new();
    private readonly CollectingLogger<Watchdog> _log = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run.WaitAsync(Limits.Test));
        _stopping.Dispose();
    }

    [Fact]
    public async Task While_the_probe_answers_a_sign_of_life_is_given_at_half_of_the_time()
    {
        Run(new Probe(_ => ValueTask.FromResult(true)));
        Assert.Equal("WATCHDOG=1", await _systemd.NextAsync());
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(WatchdogTime / 2);
            Assert.Equal("WATCHDOG=1", await _systemd.NextAsync());
        }

        Assert.True(_systemd.IsEmpty);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task Without_a_probe_a_thread_of_the_pool_answers()
    {
        Run();
        Assert.Equal("WATCHDOG=1", await _systemd.NextAsync());
    }

    [Fact]
    public async Task One_probe_of_several_that_denies_withholds_the_sign_and_is_told_once()
    {
        var asked = 0;
        var answers = new SemaphoreSlim(0);
        Run(new Probe(_ => ValueTask.FromResult(true)), new Probe(_ =>
        {
            asked++;
            answers.Release();
            return ValueTask.FromResult(false);
        }));
        var entry = await _log.EntryAsync(10);
        Assert.Equal(LogLevel.Error, entry.Level);
        Assert.Equal("The daemon does not call itself alive: its work does not go on", entry.Message);

        _time.Advance(WatchdogTime / 2);
        for (var i = 0; i < 2; i++)
            Assert.True(await answers.WaitAsync(Limits.Test));
        await _time.TimerSetAsync(WatchdogTime / 2);
        Assert.Equal(2, asked);
        Assert.True(_systemd.IsEmpty);
        Assert.Single(_log.Entries);
    }

    [Fact]
    public async Task A_probe_that_throws_withholds_the_sign_until_it_answers_again()
    {
        var fails = true;
        Run(new Probe(_ => fails ? throw new IOException("no route") : ValueTask.FromResult(true)));
        Assert.EndsWith(": no route", (await _log.EntryAsync(10)).Message, StringComparison.Ordinal);
        Assert.True(_systemd.IsEmpty);

        fails = false;
        _time.Advance(WatchdogTime / 2);
        Assert.Equal("WATCHDOG=1", await _systemd.NextAsync());
        Assert.Equal("The daemon is alive again", (await _log.EntryAsync(11)).Message);
    }

    [Fact]
    public async Task A_probe_that_hangs_is_told_after_a_quarter_of_the_time_and_cancelled_after_half_and_no_second_one_is_begun()
    {
        var cancelled = new TaskCompletionSource();
        var never = new TaskCompletionSource<bool>();
        var asked = 0;
        Run(new Probe(token =>
        {
            asked++;
            token.Register(cancelled.SetResult);
            return new ValueTask<bool>(never.Task);
        }));
        await _time.TimerSetAsync(WatchdogTime / 4);
        _time.Advance(WatchdogTime / 4);
        Assert.EndsWith(": no answer within 5 s", (await _log.EntryAsync(10)).Message, StringComparison.Ordinal);
        Assert.False(cancelled.Task.IsCompleted);

        _time.Advance(WatchdogTime / 4);
        await cancelled.Task.WaitAsync(Limits.Test);
        await _time.TimerSetAsync(WatchdogTime / 4);
        Assert.Equal(1, asked);
        Assert.True(_systemd.IsEmpty);
        never.SetResult(true);
    }

    [Fact]
    public async Task An_answer_that_comes_late_is_a_sign_of_life_at_once()
    {
        var answer = new TaskCompletionSource<bool>();
        Run(new Probe(_ => new ValueTask<bool>(answer.Task)));
        await _time.TimerSetAsync(WatchdogTime / 4);
        _time.Advance(WatchdogTime / 4);
        await _log.EntryAsync(10);
        Assert.True(_systemd.IsEmpty);

        answer.SetResult(true);

        Assert.Equal("WATCHDOG=1", await _systemd.NextAsync());
        Assert.Equal("The daemon is alive again", (await _log.EntryAsync(11)).Message);
        _time.Advance(WatchdogTime / 4);
        Assert.Equal("WATCHDOG=1", await _systemd.NextAsync());
    }

    [Theory]
    [InlineData("20000000", null, 20)]
    [InlineData("20000000", "4711", 20)]
    [InlineData("20000000", "4712", null)]
    [InlineData("20000000", "", null)]
    [InlineData(null, "4711", null)]
    [InlineData("0", null, null)]
    [InlineData("-1", null, null)]
    [InlineData("soon", null, null)]
    [InlineData("99999999999999999999", null, null)]
    [InlineData("9223372036854775807", null, 30 * 24 * 3600)]
    public void The_time_is_this_processs_and_more_than_none(string? microseconds, string? pid, int? seconds)
    {
        var environment = TrialEnvironment.With(("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", pid));
        Assert.Equal(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), Watchdog.ReadTime(environment));
    }

    [Fact]
    public void A_time_that_no_timer_can_count_is_raised() =>
        Assert.Equal(TimeSpan.FromMilliseconds(20), Watchdog.ReadTime(TrialEnvironment.With(("WATCHDOG_USEC", "1"))));

    private void Run(params ILiveness[] probes) =>
        _run = new Watchdog(_systemd, probes, WatchdogTime, _time, _log).RunAsync(_stopping.Token);

    private sealed class Probe(Func<CancellationToken, ValueTask<bool>> answer) : ILiveness
    {
        public ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken) => answer(cancellationToken);
    }
}
