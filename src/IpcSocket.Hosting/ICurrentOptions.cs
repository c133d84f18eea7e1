namespace IpcSocket.Hosting;

/// <summary>The options of a daemon, of whichever type.</summary>
internal interface ICurrentOptions
{
    /// <summary>Has the new options take effect, or returns why they cannot; then the old ones stay.</summary>
    Task<IReadOnlyList<string>> ReplaceAsync(object options, CancellationToken cancellationToken);
}
