using System.Threading.Channels;
using ButtonTcp;
using IpcSocket.Platform;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class ButtonLoopTests : IAsyncLifetime
{
    // How much later than it happened a hold is told.
    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedButton _button = new();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private readonly ButtonLoop _loop;
    private Task _run = Task.CompletedTask;
    private ManualResetEventSlim? _whileTelling;

    public ButtonLoopTests()
    {
        var options = new GestureOptions { Hold = SwitchLine.Parse("LED OFF", out _), DoublePress = SwitchLine.Parse("LED ON", out _) };
        _loop = new ButtonLoop(_button, new Gestures(options, _time), Tell, _time);
    }

    public Task InitializeAsync()
    {
        _loop.Open();
        _run = _loop.RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Limits.Test).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _loop.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_press_is_told_at_its_edge()
    {
        _button.Edge(true, 0);
        Assert.Equal("Press 0", await ToldAsync());
    }

    [Fact]
    public async Task A_hold_is_told_while_the_button_is_still_down()
    {
        _button.Edge(true, 0);
        Assert.Equal("Press 0", await ToldAsync());
        await _time.TimerSetAsync(TimeSpan.FromMilliseconds(700)).WaitAsync(Limits.Test);
        _time.Advance(TimeSpan.FromMilliseconds(700));
        await _time.TimerSetAsync(LongestWay).WaitAsync(Limits.Test);
        _time.Advance(LongestWay);
        Assert.Equal("Hold 730", await ToldAsync());
        await PassAsync();
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public async Task An_edge_that_lets_go_in_time_and_comes_late_is_in_time()
    {
        _button.Edge(true, 0);
        Assert.Equal("Press 0", await ToldAsync());
        await _time.TimerSetAsync(TimeSpan.FromMilliseconds(700)).WaitAsync(Limits.Test);
        _time.Advance(TimeSpan.FromMilliseconds(715));
        await _time.TimerSetAsync(LongestWay).WaitAsync(Limits.Test);
        _button.Edge(false, 699);
        _button.Edge(true, 710);
        Assert.Equal("Press 710", await ToldAsync());
    }

    [Fact]
    public async Task A_button_that_was_let_go_in_time_is_not_held()
    {
        _button.Edge(true, 0);
        Assert.Equal("Press 0", await ToldAsync());
        await _time.TimerSetAsync(TimeSpan.FromMilliseconds(700)).WaitAsync(Limits.Test);
        _time.Advance(TimeSpan.FromMilliseconds(699));
        _button.Edge(false, 699);
        await PassAsync();
        Assert.Equal(0, _time.SetTimers);
        _time.Advance(TimeSpan.FromMilliseconds(700));
        _button.Edge(true, 1399);
        Assert.Equal("Press 1399", await ToldAsync());
    }

    [Fact]
    public async Task Edges_that_come_together_are_all_told()
    {
        for (var i = 0; i < 1000; i++)
        {
            _button.Edge(true, 0);
            _button.Edge(false, 0);
        }
        for (var i = 0; i < 1000; i++)
            Assert.Equal(i % 2 == 0 ? "Press 0" : "DoublePress 0", await ToldAsync());
    }

    [Fact]
    public async Task A_loop_that_waits_is_alive_and_one_that_is_stuck_is_not()
    {
        Assert.True(await IsAliveAsync());
        Assert.True(await IsAliveAsync());

        using var stuck = new ManualResetEventSlim();
        _whileTelling = stuck;
        _button.Edge(true, 0);
        Assert.Equal("Press 0", await ToldAsync());
        var answer = IsAliveAsync();
        Assert.False(answer.IsCompleted);
        stuck.Set();
        Assert.True(await answer);
    }

    [Fact]
    public async Task A_button_that_fails_ends_the_loop()
    {
        _button.Fail(new DeviceException("gone"));
        await Assert.ThrowsAsync<DeviceException>(() => _run.WaitAsync(Limits.Test));
    }

    private void Tell(Gesture gesture, long timestamp)
    {
        _told.Writer.TryWrite($"{gesture} {timestamp / TimeSpan.TicksPerMillisecond}");
        _whileTelling?.Wait(Limits.Test);
    }

    private Task<string> ToldAsync() => _told.Reader.ReadAsync().AsTask().WaitAsync(Limits.Test);

    // Ends when the loop has dealt with what came before, and waits again.
    private async Task PassAsync()
    {
        await _button.Idle.WaitAsync(Limits.Test);
        await IsAliveAsync();
    }

    private Task<bool> IsAliveAsync() => _loop.IsAliveAsync(CancellationToken.None).AsTask().WaitAsync(Limits.Test);

    private sealed class ScriptedButton : IButton
    {
        private readonly Channel<ButtonEdge> _edges = Channel.CreateUnbounded<ButtonEdge>();
        private TaskCompletionSource _idle = new();

        /// <summary>Ends when every edge has been read and another one is asked for.</summary>
        public Task Idle => _idle.Task;

        public void Open() { }

        public void Edge(bool pressed, int milliseconds)
        {
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _edges.Writer.TryWrite(new ButtonEdge(pressed, milliseconds * TimeSpan.TicksPerMillisecond));
        }

        public void Fail(Exception exception) => _edges.Writer.Complete(exception);

        public async ValueTask<ButtonEdge> ReadAsync(CancellationToken cancellationToken)
        {
            if (_edges.Reader.Count == 0)
                _idle.TrySetResult();
            // Throws what ended it, where ReadAsync would wrap that up.
            await _edges.Reader.WaitToReadAsync(cancellationToken);
            return await _edges.Reader.ReadAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
