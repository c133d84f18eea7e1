using Microsoft.Extensions.Logging;

namespace IpcSocket.Platform.Gpio;

/// <summary>
/// An LED on a GPIO line. The line is requested as an output together with its first value, so it never shows another one. A chip that is
/// unplugged makes <see cref="Set"/> fail; each call after that requests the line again, and goes on when the chip is back.
/// </summary>
/// <remarks>
/// When the last copy of the request is closed, the kernel frees the line, and what it drives from then on is up to the chip: most keep
/// the level, some turn the line into an input. A copy in the <see cref="IRequestStore"/> keeps it driven.
/// </remarks>
public sealed class GpioLed : ILed
{
    /// <summary>Prefix of the entry names in the <see cref="IRequestStore"/>.</summary>
    public const string EntryPrefix = "gpio-";

    // What of the kernel's answer tells whether a request that was left is set up as this LED wants it.
    private const LineFlags Compared =
        LineFlags.Output | LineFlags.Input | LineFlags.ActiveLow | LineFlags.OpenDrain | LineFlags.OpenSource;

    private readonly GpioLedSettings _settings;
    private readonly IRequestStore _store;
    private readonly ILogger _logger;
    private readonly IGpioSystemCalls _calls;
    private GpioLine? _line;
    private string _entry = "";
    private bool _isDisposed;

    /// <param name="settings">Which line, and how it is driven.</param>
    /// <param name="store">Where the request outlives this process.</param>
    /// <param name="logger">Is told which line was found, and of one that is back.</param>
    public GpioLed(GpioLedSettings settings, IRequestStore store, ILogger<GpioLed> logger)
        : this(settings, store, logger, new GpioSystemCalls()) { }

    internal GpioLed(GpioLedSettings settings, IRequestStore store, ILogger<GpioLed> logger, IGpioSystemCalls calls) =>
        (_settings, _store, _logger, _calls) = (settings, store, logger, calls);

    /// <inheritdoc/>
    public bool Open(bool? first)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var (chip, offset) = GpioLineFinder.Find(_calls, _settings.Line);
        using (chip)
        {
            _entry = $"{EntryPrefix}{chip.Name}-{offset}";
            if (Adopt(chip, offset) is { } kept)
            {
                _logger.LineAdopted(_line!, kept);
                return kept;
            }
            var shown = Request(chip, offset, first);
            _store.Keep(_entry, _line!.Handle);
            _logger.LedLine(_line);
            return shown;
        }
    }

    /// <inheritdoc/>
    public void Set(bool on)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_line is null && Open(on) == on)
            return;
        if (_line!.TrySet(on) is not 0 and var error)
            throw Fail(error);
    }

    /// <summary>Closes this process's copy of the request, without switching.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Close();
    }

    private void Close()
    {
        _line?.Dispose();
        _line = null;
    }

    // Null when nothing was left, or what was left is of no use.
    private bool? Adopt(GpioChip chip, int offset)
    {
        if (_store.Take(_entry) is not { } handle)
            return null;
        var line = GpioLine.Adopt(_calls, chip, offset, handle);
        var info = chip.LineInfo(offset);
        // The number of a chip may have gone to another one since; the old one's request then answers that its chip is gone.
        if (!info.Flags.HasFlag(LineFlags.Used) || line.TryGet(out var active) != 0)
        {
            _store.Remove(_entry);
            line.Dispose();
            _logger.StaleRequest(_entry);
            return null;
        }
        var isLit = _settings.ActiveLow == info.Flags.HasFlag(LineFlags.ActiveLow) ? active : !active;
        // Setting it up anew, the line stays ours; given up, it could only be had again once the store has let it go as well.
        if ((info.Flags & Compared) != _settings.Flags)
            line.Configure(GpioLine.OutputConfig(_settings.Flags, isLit));
        _line = line;
        return isLit;
    }

    private bool Request(GpioChip chip, int offset, bool? first)
    {
        if (first is { } on)
        {
            _line = GpioLine.Request(_calls, chip, offset, _settings.Consumer, GpioLine.OutputConfig(_settings.Flags, on));
            return on;
        }
        // Neither input nor output: the line is had as it is, looked at, and made an output of the value it has.
        var asIs = new GpioLineConfig { Flags = _settings.Flags & LineFlags.ActiveLow };
        var line = GpioLine.Request(_calls, chip, offset, _settings.Consumer, asIs);
        try
        {
            var shown = line.Get();
            line.Configure(GpioLine.OutputConfig(_settings.Flags, shown));
            _line = line;
            return shown;
        }
        catch (DeviceException)
        {
            line.Dispose();
            throw;
        }
    }

    private DeviceException Fail(int error)
    {
        var fault = GpioFault.Using(_line!.ToString(), "switched", error);
        if (error == GpioFault.ENODEV)
        {
            _store.Remove(_entry);
            Close();
        }
        return fault;
    }
}
