namespace IpcSocket.Hosting;

/// <summary>The options a daemon runs with, which a reload (SIGHUP, <c>systemctl reload</c>) replaces.</summary>
/// <typeparam name="TOptions">An immutable type.</typeparam>
public sealed class CurrentOptions<TOptions> : ICurrentOptions where TOptions : class
{
    private volatile TOptions _value;
    private Func<TOptions, TOptions, CancellationToken, Task<IReadOnlyList<string>>>? _apply;

    /// <param name="value">What the daemon starts with.</param>
    public CurrentOptions(TOptions value) => _value = value;

    /// <summary>
    /// The newest valid options. Those for keys that are not <see cref="DaemonProgram.LiveKeys"/> may differ from what the daemon has
    /// been running with since it started.
    /// </summary>
    public TOptions Value => _value;

    /// <summary>
    /// Says how a change takes effect: called with the old and the new options, both valid, before <see cref="Value"/> becomes the new
    /// one. Returns faults, one line each (<c>cannot listen on …</c>); when there is one, or it throws, the old options and everything else
    /// stay as they are, so it must leave nothing half done then. One call at a time; its token is cancelled when the daemon stops.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was said before: the options are one service's.</exception>
    public void OnReload(Func<TOptions, TOptions, CancellationToken, Task<IReadOnlyList<string>>> apply)
    {
        if (Interlocked.CompareExchange(ref _apply, apply, null) is not null)
            throw new InvalidOperationException("How these options take effect has been said already.");
    }

    async Task<IReadOnlyList<string>> ICurrentOptions.ReplaceAsync(object options, CancellationToken cancellationToken)
    {
        var value = (TOptions)options;
        var faults = _apply is null ? [] : await _apply(_value, value, cancellationToken).ConfigureAwait(false);
        if (faults.Count == 0)
            _value = value;
        return faults;
    }
}
