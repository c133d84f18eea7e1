using System.Diagnostics;
using IpcSocket.Platform;
using IpcSocket.Platform.Gpio;
using IpcSocket.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;
using static IpcSocket.Platform.Gpio.GpioFault;

namespace IpcSocket.Tests.Platform.Gpio;

public sealed class GpioButtonTests : IAsyncLifetime
{
    private const long Second = 1_000_000_000;

    private readonly ScriptedGpio _gpio = new();
    private readonly CollectingLogger<GpioButton> _log = new();
    private readonly ScriptedLine _line;
    private GpioButton? _button;

    public GpioButtonTests() => _line = _gpio.Add("gpiochip0", "pinctrl-bcm2835", "GPIO4", "GPIO17").Lines[0];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_button is not null)
            await _button.DisposeAsync();
        _gpio.Dispose();
    }

    [Fact]
    public void The_kernel_is_asked_for_both_edges_the_bias_and_the_debounce_period()
    {
        Open(new());
        Assert.Equal(LineFlags.Input | LineFlags.EdgeRising | LineFlags.EdgeFalling | LineFlags.ActiveLow | LineFlags.BiasPullUp, _line.Flags);
        Assert.Equal(GpioUapi.GPIO_V2_LINE_ATTR_ID_DEBOUNCE, _line.Config.Attribute.Id);
        Assert.Equal(20_000u, _line.Config.Attribute.DebouncePeriodMicroseconds);
        Assert.Equal("button-tcp", _line.Consumer);
        Assert.Equal("The button is GPIO line GPIO4 (gpiochip0 0), debounced by the kernel for 00:00:00.0200000", _log.Entries[0].Message);
    }

    [Theory]
    [InlineData(LineBias.PullDown, LineFlags.BiasPullDown)]
    [InlineData(LineBias.Disabled, LineFlags.BiasDisabled)]
    [InlineData(LineBias.AsIs, LineFlags.None)]
    internal void The_bias_is_as_configured(LineBias bias, LineFlags flags)
    {
        Open(new() { Bias = bias, ActiveLow = false, Debounce = TimeSpan.Zero });
        Assert.Equal(LineFlags.Input | LineFlags.EdgeRising | LineFlags.EdgeFalling | flags, _line.Flags);
        Assert.Equal(0u, _line.Config.AttributeCount);
    }

    [Fact]
    public async Task Edges_come_in_order_with_the_kernels_time()
    {
        var button = Open(new(), new ManualTimeProvider());
        _line.Happen((5 * Second, true, 1), (6 * Second, false, 2));
        Assert.Equal(new ButtonEdge(true, TimeSpan.FromSeconds(5).Ticks), await ReadAsync(button));
        Assert.Equal(new ButtonEdge(false, TimeSpan.FromSeconds(6).Ticks), await ReadAsync(button));
    }

    [Fact]
    public async Task The_kernels_clock_is_the_one_of_the_system()
    {
        var button = Open(new());
        var before = TimeProvider.System.GetTimestamp();
        _line.Happen((Stopwatch.GetTimestamp(), true, 1));
        var edge = await ReadAsync(button);
        Assert.InRange(edge.Timestamp, before, TimeProvider.System.GetTimestamp());
    }

    [Fact]
    public async Task A_gap_in_the_numbers_is_a_warning()
    {
        var button = Open(new());
        _line.Happen((Second, true, 1), (2 * Second, false, 5));
        await ReadAsync(button);
        await ReadAsync(button);
        var entry = await _log.EntryAsync(324);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Equal("3 edge(s) of GPIO line GPIO4 (gpiochip0 0) were lost: they came faster than they could be read", entry.Message);
    }

    [Theory]
    [InlineData(EINVAL)]
    [InlineData(EOPNOTSUPP)]
    [InlineData(ENOTSUPP)]
    public async Task Where_the_kernel_refuses_to_debounce_this_program_does(int error)
    {
        _gpio.Refuse = request => request.Config.AttributeCount > 0 ? error : 0;
        var button = Open(new());
        Assert.Contains("debounced by this program", _log.Entries[0].Message, StringComparison.Ordinal);
        var now = Stopwatch.GetTimestamp() - (10 * Second);
        _line.Happen(
            (now, true, 1), (now + 1, false, 2), (now + 2, true, 3),
            (now + Second, false, 4), (now + Second + 1, true, 5), (now + Second + 2, false, 6));
        Assert.Equal(new ButtonEdge(true, now + 2), await ReadAsync(button));
        Assert.Equal(new ButtonEdge(false, now + Second + 2), await ReadAsync(button));
    }

    [Fact]
    public void A_line_that_is_refused_altogether_says_why()
    {
        _gpio.Refuse = _ => ENOTSUPP;
        Assert.Contains(
            "its chip lacks the drive, bias or edge events asked for",
            Assert.Throws<DeviceException>(() => Open(new())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_is_cancelled_and_loses_nothing()
    {
        var button = Open(new());
        using var cancel = new CancellationTokenSource();
        var read = button.ReadAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Limits.Test));
        _line.Happen((Second, true, 1));
        Assert.True((await ReadAsync(button)).Pressed);
    }

    [Fact]
    public async Task Disposing_ends_a_pending_read_and_gives_the_line_back()
    {
        var button = Open(new());
        var read = button.ReadAsync(default).AsTask();
        await button.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(Limits.Test));
        Assert.False(_line.IsBusy);
    }

    [Fact]
    public async Task Who_gets_an_edge_may_dispose_of_the_button_then_and_there()
    {
        var button = Open(new());
        var disposed = DisposeUponAnEdgeAsync(button);
        _line.Happen((Second, true, 1));
        await disposed.WaitAsync(Limits.Test);
        Assert.False(_line.IsBusy);

        // Without a context to go back to: it goes on in the button's own thread.
        static async Task DisposeUponAnEdgeAsync(GpioButton button)
        {
            await button.ReadAsync(default).ConfigureAwait(false);
            await button.DisposeAsync().ConfigureAwait(false);
        }
    }

    [Fact]
    public async Task An_unplugged_chip_ends_the_read_after_the_edges_before_it()
    {
        var button = Open(new());
        _line.Happen((Second, true, 1));
        _line.EndEvents();
        Assert.True((await ReadAsync(button)).Pressed);
        var fault = await Assert.ThrowsAsync<DeviceException>(() => ReadAsync(button));
        Assert.Equal("GPIO line GPIO4 (gpiochip0 0) is gone: its chip was removed; plug it in again", fault.Message);
    }

    [Fact]
    public async Task Disposing_a_button_that_was_never_open_does_nothing()
    {
        await using var button = new GpioButton(new(), _log, _gpio, TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(button));
    }

    private static Task<ButtonEdge> ReadAsync(GpioButton button) => button.ReadAsync(default).AsTask().WaitAsync(Limits.Test);

    private GpioButton Open(GpioButtonSettings settings, TimeProvider? time = null)
    {
        _button = new GpioButton(settings, _log, _gpio, time ?? TimeProvider.System);
        _button.Open();
        return _button;
    }
}
