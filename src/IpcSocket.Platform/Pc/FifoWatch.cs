namespace IpcSocket.Platform.Pc;

/// <summary>Starts to watch a path.</summary>
/// <param name="path">The path, absolute.</param>
/// <param name="changed">Called, on any thread, when the path may have come to mean another file or none.</param>
/// <param name="failed">Called, on any thread, when the watch has ended by itself.</param>
/// <returns>The watch; it ends when disposed.</returns>
/// <exception cref="IOException">The system has no watch to give.</exception>
internal delegate IDisposable FifoWatchStart(string path, Action changed, Action<Exception> failed);

/// <summary>The watch of the FIFO's path by inotify(7), which costs nothing while nothing happens in the directory.</summary>
internal static class FifoWatch
{
    /// <inheritdoc cref="FifoWatchStart"/>
    public static IDisposable Start(string path, Action changed, Action<Exception> failed)
    {
        var watcher = new FileSystemWatcher(Path.GetDirectoryName(path) ?? "/", Path.GetFileName(path))
        {
            NotifyFilter = NotifyFilters.FileName,
        };
        // A file that is moved here from another directory, over the FIFO, is told as Created alone.
        watcher.Created += (_, _) => changed();
        watcher.Deleted += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.Error += (_, told) =>
        {
            if (told.GetException() is not InternalBufferOverflowException and var error)
                failed(error);
            // Events were lost; the one that matters may be among them.
            changed();
        };
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch
        {
            watcher.Dispose();
            throw;
        }
    }
}
