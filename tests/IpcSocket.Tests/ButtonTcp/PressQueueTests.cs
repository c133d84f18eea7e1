using ButtonTcp;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class PressQueueTests
{
    private readonly PressQueue _queue = new(new DesiredState(TimeProvider.System));

    [Fact]
    public async Task Who_waits_goes_on_in_the_thread_of_the_press()
    {
        var waiting = WaitAsync();

        var pressing = await AddAsync();

        Assert.Equal(pressing, await waiting.WaitAsync(Limits.Test));

        async Task<int> WaitAsync()
        {
            await _queue.WaitAsync(default).ConfigureAwait(false);
            return Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public async Task The_queue_can_be_asked_while_who_waited_goes_on()
    {
        var waiting = WaitAsync();

        await AddAsync();

        Assert.True(await waiting.WaitAsync(Limits.Test));

        async Task<bool> WaitAsync()
        {
            await _queue.WaitAsync(default).ConfigureAwait(false);
            // Blocks the press on purpose: did that hold the queue's lock, nobody else could look.
            var look = Task.Run(() => _queue.IsPending);
            return look.Wait(Limits.Test) && look.Result;
        }
    }

    [Fact]
    public void A_held_press_is_told_once_in_an_outage_whoever_tells_it()
    {
        Assert.True(_queue.Add(PressOf("desk")));
        Assert.False(_queue.Add(PressOf("desk")));
        Assert.True(_queue.Add(PressOf("door")));
        Assert.Empty(_queue.TakeUntold());

        _queue.SetConnected(true);
        Assert.False(_queue.Add(PressOf("hall")));
        _queue.SetConnected(false);

        Assert.Equal(["desk", "door", "hall"], _queue.TakeUntold().Select(press => press.Button));
        Assert.Empty(_queue.TakeUntold());
        Assert.False(_queue.Add(PressOf("hall")));
    }

    [Fact]
    public void A_press_after_one_that_was_dropped_is_told_again()
    {
        var time = new ManualTimeProvider();
        var queue = new PressQueue(new DesiredState(time));
        Assert.True(queue.Add(PressOf("desk", time)));

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(queue.DropTooOld(TimeSpan.FromSeconds(1)));

        Assert.True(queue.Add(PressOf("desk", time)));
    }

    [Fact]
    public async Task Who_waits_for_the_next_press_goes_on_at_it_though_one_is_pending()
    {
        await AddAsync();
        // For the press before.
        await _queue.WaitForNextAsync(Limits.Test, TimeProvider.System, default);
        var waiting = _queue.WaitForNextAsync(Limits.Test * 2, TimeProvider.System, default);
        Assert.False(waiting.IsCompleted);

        await AddAsync();

        await waiting.WaitAsync(Limits.Test);
    }

    [Fact]
    public async Task Who_waits_for_the_next_press_goes_on_when_the_time_is_over()
    {
        var time = new ManualTimeProvider();
        var waiting = _queue.WaitForNextAsync(TimeSpan.FromSeconds(1), time, default);

        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await waiting.WaitAsync(Limits.Test);
    }

    [Fact]
    public async Task Who_waits_for_the_next_press_answers_that_it_would_notice_one()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _queue.WaitForNextAsync(Limits.Test * 2, TimeProvider.System, stop.Token);

        Assert.NotNull(_queue.AskWaiterAsync(default));
        await waiting.WaitAsync(Limits.Test);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _queue.WaitForNextAsync(Limits.Test, TimeProvider.System, stop.Token));
    }

    private static Press PressOf(string button, TimeProvider? time = null) =>
        new(button, Gesture.Press, SwitchLine.Toggle, (time ?? TimeProvider.System).GetTimestamp());

    // Off the test's own context, which would have what follows run elsewhere.
    private Task<int> AddAsync() => Task.Run(() =>
    {
        _queue.Add(PressOf(""));
        return Environment.CurrentManagedThreadId;
    });
}
