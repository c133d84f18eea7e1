namespace IpcSocket.Hosting;

/// <summary>
/// Meets requests for a reload one at a time: those that come during one are met by one more after it, those that come before the daemon is
/// ready by one when it is.
/// </summary>
internal sealed class ReloadRequests
{
    // Counts requests that are not met yet, and one more until Begin.
    private int _open = 1;
    private Func<Task>? _reload;

    /// <summary>Asks for a reload. Returns at once; any thread may call it.</summary>
    public void Add()
    {
        if (Interlocked.Increment(ref _open) == 1)
            _ = Task.Run(MeetAsync);
    }

    /// <summary>From here on requests are met.</summary>
    /// <param name="reload">Never throws.</param>
    public void Begin(Func<Task> reload)
    {
        _reload = reload;
        if (Interlocked.Decrement(ref _open) > 0)
            _ = Task.Run(MeetAsync);
    }

    private async Task MeetAsync()
    {
        int met;
        do
        {
            met = Volatile.Read(ref _open);
            await _reload!().ConfigureAwait(false);
        }
        while (Interlocked.Add(ref _open, -met) > 0);
    }
}
