using System.Threading.Channels;
using ButtonTcp;
using IpcSocket.Platform;
using IpcSocket.Platform.Gpio;
using IpcSocket.Tests.Platform.Gpio;
using IpcSocket.Tests.Platform.Pc;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

/// <summary>Gestures at a FIFO and at a GPIO line, on a clock that the test moves.</summary>
public sealed class ButtonLoopOnAdaptersTests : IAsyncLifetime
{
    private static readonly TimeSpan HoldTime = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(30);

    private readonly FifoPlace _place = new();
    private readonly ScriptedGpio _gpio = new();
    private readonly Channel<Gesture> _told = Channel.CreateUnbounded<Gesture>();
    private readonly CancellationTokenSource _stop = new();
    private ButtonLoop? _loop;
    private Task _run = Task.CompletedTask;

    private ManualTimeProvider Time => _place.Time;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Limits.Test).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_loop is not null)
            await _loop.DisposeAsync();
        await _place.DisposeAsync();
        _gpio.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Lines_written_at_once_are_a_double_press()
    {
        Start(_place.Closed());
        _place.Write("0\n1\n0\n1\n0\n1\n");
        await ToldAsync(Gesture.Press, Gesture.DoublePress, Gesture.Press);
    }

    [Fact]
    public async Task A_line_0_without_its_1_is_a_hold_in_time()
    {
        Start(_place.Closed());
        _place.Write("0\n");
        await ToldAsync(Gesture.Press);
        await HoldAsync();
        await ToldAsync(Gesture.Hold);
        _place.Write("1\n0\n1\n");
        await ToldAsync(Gesture.Press);
    }

    [Fact]
    public async Task A_line_1_ends_what_may_have_been_a_hold()
    {
        Start(_place.Closed());
        _place.Write("0\n");
        await ToldAsync(Gesture.Press);
        await Time.TimerSetAsync(HoldTime).WaitAsync(Limits.Test);
        Time.Advance(TimeSpan.FromMilliseconds(500));
        _place.Write("1\n0\n");
        await ToldAsync(Gesture.Press);
        await HoldAsync();
        await ToldAsync(Gesture.Hold);
        Assert.Equal(TimeSpan.FromMilliseconds(1230), Time.Elapsed);
    }

    [Fact]
    public async Task Edges_of_a_GPIO_line_make_gestures_by_the_kernels_time()
    {
        var line = _gpio.Add("gpiochip0", "pinctrl-bcm2835", "GPIO4").Lines[0];
        Start(new GpioButton(new(), new CollectingLogger<GpioButton>(), _gpio, Time));
        line.Happen((0, true, 1));
        await ToldAsync(Gesture.Press);
        await HoldAsync();
        await ToldAsync(Gesture.Hold);
        // Read together, long after they have happened.
        line.Happen(
            (Nanoseconds(1000), false, 2), (Nanoseconds(2000), true, 3), (Nanoseconds(2100), false, 4), (Nanoseconds(2400), true, 5),
            (Nanoseconds(2500), false, 6), (Nanoseconds(2600), true, 7), (Nanoseconds(3500), false, 8), (Nanoseconds(9000), true, 9));
        await ToldAsync(Gesture.Press, Gesture.DoublePress, Gesture.Press, Gesture.Hold, Gesture.Press);
    }

    [Fact]
    public async Task A_short_press_at_a_GPIO_line_that_is_read_late_is_no_hold()
    {
        var line = _gpio.Add("gpiochip0", "pinctrl-bcm2835", "GPIO4").Lines[0];
        Start(new GpioButton(new(), new CollectingLogger<GpioButton>(), _gpio, Time));
        Time.Advance(TimeSpan.FromSeconds(10));
        line.Happen((Nanoseconds(1000), true, 1));
        await ToldAsync(Gesture.Press);
        await Time.TimerSetAsync(LongestWay).WaitAsync(Limits.Test);
        line.Happen((Nanoseconds(1100), false, 2), (Nanoseconds(5000), true, 3));
        await ToldAsync(Gesture.Press);
    }

    private void Start(IButton button)
    {
        var options = new GestureOptions { Hold = SwitchLine.Parse("LED OFF", out _), DoublePress = SwitchLine.Parse("LED ON", out _) };
        _loop = new ButtonLoop(button, new Gestures(options, Time), (gesture, _) => _told.Writer.TryWrite(gesture), Time);
        _loop.Open();
        _run = _loop.RunAsync(_stop.Token);
    }

    private async Task HoldAsync()
    {
        await Time.TimerSetAsync(HoldTime).WaitAsync(Limits.Test);
        Time.Advance(HoldTime);
        await Time.TimerSetAsync(LongestWay).WaitAsync(Limits.Test);
        Time.Advance(LongestWay);
    }

    private async Task ToldAsync(params Gesture[] gestures)
    {
        foreach (var gesture in gestures)
            Assert.Equal(gesture, await _told.Reader.ReadAsync().AsTask().WaitAsync(Limits.Test));
    }

    private static long Nanoseconds(int milliseconds) => milliseconds * 1_000_000L;
}
