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

    // Off the test's own context, which would have what follows run elsewhere.
    private Task<int> AddAsync() => Task.Run(() =>
    {
        _queue.Add(new Press("", Gesture.Press, SwitchLine.Toggle, TimeProvider.System.GetTimestamp()));
        return Environment.CurrentManagedThreadId;
    });
}
