using IpcSocket.Platform;
using IpcSocket.Platform.Pc;
using IpcSocket.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IpcSocket.Tests.Platform.Pc;

public sealed class FifoButtonTests : IAsyncLifetime
{
    private const int GarbageIgnored = 301;
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(250);

    private readonly FifoPlace _place = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    [Fact]
    public async Task A_line_from_a_shell_is_a_press()
    {
        FifoButton button = _place.Opened();
        _place.Time.Advance(TimeSpan.FromSeconds(3));
        await _place.ShellAsync("echo 0 > \"$1\"");
        Assert.Equal(new ButtonEdge(true, _place.Time.GetTimestamp()), await button.NextAsync());
    }

    [Fact]
    public async Task A_press_wakes_a_read_that_waits()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        Assert.False(reading.IsCompleted);
        _place.Write("0\n");
        Assert.True((await reading).Pressed);
    }

    [Fact]
    public async Task Several_lines_in_one_write_are_as_many_edges()
    {
        FifoButton button = _place.Opened();
        _place.Write("0\n1\n0\r\n");
        Assert.True((await button.NextAsync()).Pressed);
        Assert.False((await button.NextAsync()).Pressed);
        Assert.True((await button.NextAsync()).Pressed);
    }

    [Fact]
    public async Task Presses_of_many_writers_all_arrive()
    {
        FifoButton button = _place.Opened();
        Task writing = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 250; i++)
                _place.Write("0\n");
        })));
        for (int i = 0; i < 8 * 250; i++)
            Assert.True((await button.NextAsync()).Pressed);
        await writing.WaitAsync(Limits.Test);
        await AssertNothingLeftAsync(button);
    }

    [Fact]
    public async Task Writers_that_come_and_go_end_nothing()
    {
        FifoButton button = _place.Opened();
        for (int i = 0; i < 3; i++)
        {
            Task<ButtonEdge> reading = button.NextAsync();
            await _place.ShellAsync(": > \"$1\"");
            Assert.False(reading.IsCompleted);
            _place.Write("0\n");
            Assert.True((await reading).Pressed);
        }
    }

    [Fact]
    public async Task A_press_without_a_line_ending_counts_after_silence_from_when_it_was_written()
    {
        FifoButton button = _place.Opened();
        await _place.ShellAsync("printf 0 > \"$1\"");
        Task<ButtonEdge> reading = button.NextAsync();
        await _place.Time.TimerSetAsync(Silence).WaitAsync(Limits.Test);
        _place.Time.Advance(Silence - TimeSpan.FromMilliseconds(1));
        Assert.False(reading.IsCompleted);
        _place.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new ButtonEdge(true, 0), await reading);
    }

    [Fact]
    public async Task A_line_may_come_in_pieces()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        using FileStream writer = _place.OpenWriter();
        writer.Write(" "u8);
        writer.Write("0"u8);
        await _place.Time.TimerSetAsync(Silence).WaitAsync(Limits.Test);
        _place.Time.Advance(Silence / 2);
        writer.Write("\n"u8);
        await reading;
        _place.Time.Advance(Silence);
        await AssertNothingLeftAsync(button);
    }

    [Fact]
    public async Task What_was_written_while_nobody_read_is_not_cut_by_silence()
    {
        FifoButton button = _place.Opened();
        _place.Write("0\n0");
        await button.NextAsync();
        _place.Write("7\n0\n");
        _place.Time.Advance(2 * Silence);
        await button.NextAsync();
        Assert.Contains("\"07\"", (await _place.Log.EntryAsync(GarbageIgnored)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unfinished_garbage_does_not_spoil_the_next_press()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        _place.Write("half a li");
        await _place.Time.TimerSetAsync(Silence).WaitAsync(Limits.Test);
        _place.Time.Advance(Silence);
        await _place.Log.EntryAsync(GarbageIgnored);
        _place.Write("0\n");
        Assert.True((await reading).Pressed);
    }

    [Fact]
    public async Task Garbage_is_told_of_once_in_ten_seconds_with_its_count()
    {
        FifoButton button = _place.Opened();
        _place.Write("LED\u00E9 ON\nx\ny\n0\n");
        await button.NextAsync();
        LogEntry first = Assert.Single(_place.Log.Entries, entry => entry.EventId == GarbageIgnored);
        Assert.Equal(LogLevel.Warning, first.Level);
        Assert.Contains(": 1 line", first.Message, StringComparison.Ordinal);
        Assert.Contains("\"LED\\xE9 ON\"", first.Message, StringComparison.Ordinal);

        _place.Time.Advance(GarbageTally.Interval);
        _place.Write("z\n0\n");
        await button.NextAsync();
        LogEntry second = Assert.Single(_place.Log.Entries, entry => entry.EventId == GarbageIgnored && entry != first);
        Assert.Contains(": 3 line", second.Message, StringComparison.Ordinal);
        Assert.Contains("\"z\"", second.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_noise_neither_holds_the_caller_nor_hides_a_press()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        await _place.ShellAsync("head -c 4000000 /dev/zero | tr '\\0' x > \"$1\"; printf '\\n0\\n' > \"$1\"");
        Assert.True((await reading).Pressed);
        Assert.Single(_place.Log.Entries, entry => entry.EventId == GarbageIgnored);
    }

    [Fact]
    public async Task Cancelled_reads_lose_no_press()
    {
        const int Presses = 500;
        FifoButton button = _place.Opened();
        Task writing = Task.Run(() =>
        {
            for (int i = 0; i < Presses; i++)
                _place.Write("0\n");
        });
        for (int got = 0; got < Presses;)
        {
            using var cancellation = new CancellationTokenSource();
            Task<ButtonEdge> reading = button.NextAsync(cancellation.Token);
            cancellation.Cancel();
            try
            {
                await reading;
                got++;
            }
            catch (OperationCanceledException)
            {
                // The next read must have what this one did not return.
            }
        }
        await writing.WaitAsync(Limits.Test);
        await AssertNothingLeftAsync(button);
    }

    [Fact]
    public async Task Disposing_ends_a_waiting_read_and_leaves_the_fifo_for_the_next()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        await button.DisposeAsync().AsTask().WaitAsync(Limits.Test);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading);

        FifoButton next = _place.Opened();
        _place.Write("0\n");
        Assert.True((await next.NextAsync()).Pressed);
    }

    [Fact]
    public async Task A_button_has_one_reader_at_a_time()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => button.NextAsync());
        _place.Write("0\n");
        await reading;
    }

    [Fact]
    public async Task A_button_that_is_not_open_cannot_be_read() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => _place.Closed().NextAsync());

    private static async Task AssertNothingLeftAsync(FifoButton button)
    {
        using var cancellation = new CancellationTokenSource();
        Task<ButtonEdge> reading = button.NextAsync(cancellation.Token);
        // The first look at the FIFO is made before ReadAsync returns to wait.
        Assert.False(reading.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }
}
