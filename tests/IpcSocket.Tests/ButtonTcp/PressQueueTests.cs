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

    private static Press PressOf(string button, TimeProvider? time = null) =>
        new(button, Gesture.Press, SwitchLine.Toggle, (time ?? TimeProvider.System).GetTimestamp());

    // Off the test's own context, which would have what follows run elsewhere.
    private Task<int> AddAsync() => Task.Run(() =>
    {
        _queue.Add(PressOf(""));
        return Environment.CurrentManagedThreadId;
    });
}
