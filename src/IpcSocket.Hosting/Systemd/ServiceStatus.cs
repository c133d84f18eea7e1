using Microsoft.Extensions.Logging;

namespace IpcSocket.Hosting.Systemd;

/// <summary>Tells changes of the status line: the first one arms a timer, those that follow until it fires are told with it.</summary>
internal sealed class ServiceStatus : IServiceStatus, IDisposable
{
    /// <summary>From a change until it is told, and so between two lines at least.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ISystemdNotifier _notifier;
    private readonly ITimer? _timer;
    private readonly Lock _making = new();
    private string _told = "";

    // Read after every command; written four times a second.
    private Func<string>? _text;
    private volatile int _armed;
    private volatile string? _reloadError;

    public ServiceStatus(ISystemdNotifier notifier, TimeProvider time)
    {
        _notifier = notifier;
        if (notifier.IsEnabled)
            _timer = time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        else
            _armed = 1;
    }

    /// <summary>Where a line that could not be made is told; set when there is a log.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>
    /// The error of the last reload, with which the line begins until a reload succeeds; null after one that did. READY, with which a reload
    /// ends, carries the line.
    /// </summary>
    public string? ReloadError
    {
        get => _reloadError;
        set => _reloadError = value;
    }

    /// <inheritdoc/>
    public void Set(Func<string> text)
    {
        _text = text;
        Changed();
    }

    /// <inheritdoc/>
    public void Changed()
    {
        if (_armed == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
            _timer!.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells another state together with the line, as it is now.</summary>
    public void TellWith(ServiceState state)
    {
        lock (_making)
            _notifier.Notify(Make() is { } text ? state.And(ServiceState.Status(text)) : state);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Tell()
    {
        _armed = 0;
        // A change on another core may be on its way to memory still while its Changed saw the timer armed. The barrier brings every core's
        // writes in, here, where it is rare, so that Changed needs none.
        Interlocked.MemoryBarrierProcessWide();
        lock (_making)
        {
            if (Make() is { } text)
                _notifier.Notify(ServiceState.Status(text));
        }
    }

    // The line when it is another than the one that was told last.
    private string? Make()
    {
        var error = _reloadError;
        if (!_notifier.IsEnabled)
            return null;
        try
        {
            var text = _text?.Invoke() ?? "";
            if (error is not null)
                text = text.Length == 0 ? $"Reload failed: {error}" : $"Reload failed: {error}; {text}";
            if (text == _told)
                return null;
            return _told = text;
        }
#pragma warning disable CA1031 // On the timer's thread nobody would catch it: a mistake in a line of status would end the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Logger?.StatusFailed(e);
            return null;
        }
    }
}
