using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Platform.Gpio;

/// <summary>
/// A button at a GPIO line. The kernel debounces it and takes the time of each edge; where the chip or the kernel refuses to debounce,
/// <see cref="Debouncer"/> does. A chip that is unplugged ends it: the daemon ends, and its restart finds the chip when it is back.
/// </summary>
/// <remarks>
/// One thread waits in poll(2) for as long as the button is open and costs no processor time while nothing happens; a thread of the pool
/// must not be held so long, and .NET's own epoll takes sockets and pipes only.
/// </remarks>
public sealed class GpioButton : IButton
{
    private readonly GpioButtonSettings _settings;
    private readonly ILogger _logger;
    private readonly IGpioSystemCalls _calls;
    private readonly TimeProvider _time;
    private GpioLine? _line;
    private LineEventReader? _reader;
    private EdgeLoop? _loop;
    private Task _ended = Task.CompletedTask;

    /// <param name="settings">Which line, and how it is read.</param>
    /// <param name="logger">Is told which line was found, and of lost edges.</param>
    public GpioButton(GpioButtonSettings settings, ILogger<GpioButton> logger)
        : this(settings, logger, new GpioSystemCalls(), TimeProvider.System) { }

    internal GpioButton(GpioButtonSettings settings, ILogger<GpioButton> logger, IGpioSystemCalls calls, TimeProvider time) =>
        (_settings, _logger, _calls, _time) = (settings, logger, calls, time);

    /// <inheritdoc/>
    public void Open()
    {
        if (_line is not null)
            throw new InvalidOperationException("The button is already open.");
        var (chip, offset) = GpioLineFinder.Find(_calls, _settings.Line);
        using (chip)
        {
            _line = Request(chip, offset, out var isDebounced);
            var ownPeriod = isDebounced ? TimeSpan.Zero : _settings.Debounce;
            _reader = new LineEventReader(_line.Handle);
            _loop = new EdgeLoop(_line, _reader, new Debouncer(ownPeriod, _time), _time, _logger);
            _logger.ButtonLine(_line, isDebounced ? "the kernel" : "this program", _settings.Debounce);
        }
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ended = ended.Task;
        new Thread(() => { _loop.Run(); ended.SetResult(); }) { IsBackground = true, Name = "GPIO button" }.Start();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// What awaits an edge goes on in the button's own thread, and later edges wait until that awaits something else; the kernel keeps them.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The button is not open.</exception>
    /// <exception cref="ObjectDisposedException">The button was disposed, before or during the wait.</exception>
    public async ValueTask<ButtonEdge> ReadAsync(CancellationToken cancellationToken)
    {
        if (_loop is null)
            throw new InvalidOperationException("The button is not open.");
        try
        {
            return await _loop.Edges.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is DeviceException reason)
        {
            throw new DeviceException(reason.Message, reason);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException("The button was disposed of.", closed);
        }
    }

    /// <summary>Ends a pending read and gives the line back.</summary>
    public async ValueTask DisposeAsync()
    {
        _reader?.Wake();
        // Not blocking: what follows an edge, and may end in a disposal, runs in the thread that is to end. That takes at most as long as the
        // events it has just read: it waits for nothing but its own wait.
        await _ended.ConfigureAwait(false);
        _reader?.Dispose();
        _line?.Dispose();
        _reader = null;
    }

    private GpioLine Request(GpioChip chip, int offset, out bool isDebounced)
    {
        var config = new GpioLineConfig { Flags = _settings.Flags };
        if (_settings.Debounce > TimeSpan.Zero)
        {
            config.AttributeCount = 1;
            config.Attribute.Id = GpioUapi.GPIO_V2_LINE_ATTR_ID_DEBOUNCE;
            config.Attribute.DebouncePeriodMicroseconds = (uint)_settings.Debounce.TotalMicroseconds;
            config.Attribute.Mask = 1;
        }
        isDebounced = true;
        var error = GpioLine.TryRequest(_calls, chip, offset, _settings.Consumer, config, EdgeLoop.KernelBuffer, out var line);
        if (line is not null)
            return line;
        // It may have been the debounce period that was refused; if it was something else, the second request says what.
        isDebounced = config.AttributeCount == 0 || !GpioFault.IsRefusedConfig(error);
        if (!isDebounced)
            config = new GpioLineConfig { Flags = _settings.Flags };
        return GpioLine.Request(_calls, chip, offset, _settings.Consumer, config, EdgeLoop.KernelBuffer);
    }
}
