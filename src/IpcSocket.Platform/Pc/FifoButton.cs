using Microsoft.Extensions.Logging;

namespace IpcSocket.Platform.Pc;

/// <summary>
/// The button of a machine without one: a FIFO in which the line <c>0</c> is a press (<c>echo 0 > /tmp/tcp_file</c>) and <c>1</c> lets go.
/// Lines end with LF, CR LF or NUL; a <c>0</c> without an ending counts after 250 ms of silence; other lines are ignored and logged.
/// </summary>
/// <remarks>
/// <para>The FIFO is made, with mode 0622, when it is missing, and made again when it is deleted. A FIFO that was there keeps its mode.
/// A symbolic link, a FIFO of a user who is neither this one nor root, and one that another FifoButton reads are refused.</para>
/// <para>Disposing leaves the FIFO in place. Were it removed, a shell that presses while the daemon restarts would create a regular file
/// at the path, and that would keep the next start from having its FIFO. So it waits instead: a writer that opens a FIFO which nobody
/// reads is blocked until somebody does (fifo(7)).</para>
/// </remarks>
public sealed class FifoButton : IButton
{
    // How long the writer of an unfinished line may be silent before the line counts as over.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(250);

    // What a FIFO holds unless somebody enlarged it (pipe(7)) is 16 times this.
    private const int BufferSize = 4096;
    private const int MostReadsOfReplaced = 16;

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly FifoWatchStart _startWatch;

    // The reader's own, guarded by _reading.
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly FifoLines _lines = new();
    private readonly GarbageTally _garbage;
    private readonly Queue<ButtonEdge> _edges = new();
    private long _bytesAt;
    private FifoFile? _fifo;
    private DeviceException? _failure;

    // Touched by the watch and by disposal as well.
    private readonly CancellationTokenSource _disposed = new();
    private volatile CancellationTokenSource _changed = new();
    private IDisposable? _watch;
    private int _warnedOfWatch;

    /// <param name="path">Where the FIFO is or is to be made; its directory must exist.</param>
    /// <param name="logger">Is told of ignored lines and of a FIFO that was made again.</param>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL.</exception>
    public FifoButton(string path, ILogger<FifoButton> logger) : this(path, logger, TimeProvider.System, FifoWatch.Start) { }

    internal FifoButton(string path, ILogger<FifoButton> logger, TimeProvider time, FifoWatchStart startWatch)
    {
        _path = Path.GetFullPath(path);
        _logger = logger;
        _time = time;
        _startWatch = startWatch;
        _garbage = new GarbageTally(time);
    }

    /// <inheritdoc/>
    public void Open()
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (_fifo is not null)
            throw new InvalidOperationException("The button is already open.");
        _fifo = FifoFile.Open(_path);
        _logger.FifoOpened(_path);
        if (FileStatus.Of(Path.GetDirectoryName(_path) ?? "/", out FileStatus directory) == 0
            && _fifo.Status.IsProtectedIn(directory))
            _logger.FifoInSharedDirectory(_path);
        StartWatch();
        // It may have been deleted before the watch had begun.
        FollowPath();
        if (_failure is not null)
            throw _failure;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The button is not open, or another read is under way.</exception>
    /// <exception cref="ObjectDisposedException">The button was disposed, before or during the wait.</exception>
    public async ValueTask<ButtonEdge> ReadAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (_fifo is null)
            throw new InvalidOperationException("The button is not open.");
        if (!_reading.Wait(0, CancellationToken.None))
            throw new InvalidOperationException("The button has one reader at a time.");
        try
        {
            return await NextEdgeAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Ends a pending read and closes the FIFO, which stays in place.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested)
            return;
        await _disposed.CancelAsync().ConfigureAwait(false);
        _watch?.Dispose();
        await _reading.WaitAsync().ConfigureAwait(false);
        _fifo?.Dispose();
        _reading.Release();
    }

    private async ValueTask<ButtonEdge> NextEdgeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            if (_edges.TryDequeue(out ButtonEdge edge))
                return edge;
            if (_failure is not null)
                throw _failure;
            if (_changed.IsCancellationRequested)
                FollowPath();
            else
                await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what is there; when nothing is, waits for bytes, for the end of an unfinished line, or to be woken.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        // Before a line is called over for silence: what was written in time may not have been read yet.
        if (TakeReadable())
        {
            // Whoever writes garbage without end must not hold the caller's thread.
            await Task.Yield();
            return;
        }
        TimeSpan silent = _time.GetElapsedTime(_bytesAt);
        if (_lines.IsUnfinished && silent >= Silence)
            Note(_lines.End());
        else
            await WaitAsync(_lines.IsUnfinished ? Silence - silent : Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        // Timers count whole milliseconds: rounded down, they would fire too early and the wait would begin again.
        TimeSpan rounded = limit > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(limit.TotalMilliseconds)) : limit;
        using var silence = new CancellationTokenSource(rounded, _time);
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(
            [cancellationToken, _disposed.Token, _changed.Token, silence.Token]);
        try
        {
            Take(await _fifo!.ReadAsync(_buffer, wake.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The caller's loop looks at what woke it.
        }
        catch (IOException error)
        {
            _failure = new DeviceException($"{_path} cannot be read: {error.Message}", error);
        }
    }

    private bool TakeReadable()
    {
        int read = _fifo!.ReadNow(_buffer);
        Take(read);
        return read > 0;
    }

    private void Take(int read)
    {
        if (read == 0)
            return;
        _bytesAt = _time.GetTimestamp();
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, read);
        while (_lines.Read(ref bytes) is var line and not FifoLine.None)
            Note(line);
    }

    /// <summary>An edge happened when the last of its bytes came, not when silence showed that no more would.</summary>
    private void Note(FifoLine line)
    {
        if (line is FifoLine.Press or FifoLine.Release)
            _edges.Enqueue(new ButtonEdge(line == FifoLine.Press, _bytesAt));
        else if (line == FifoLine.Garbage && _garbage.Add(out long ignored))
            _logger.FifoGarbage(_path, ignored, _lines.Garbage);
    }

    private void StartWatch()
    {
        try
        {
            _watch = _startWatch(_path, () => _changed.Cancel(), WarnOfWatch);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            WarnOfWatch(error);
        }
    }

    private void WarnOfWatch(Exception error)
    {
        if (Interlocked.Exchange(ref _warnedOfWatch, 1) == 0)
            _logger.FifoNotWatched(_path, error.Message);
    }

    /// <summary>Goes over to the FIFO at the path, made anew if need be, when it is no longer the open one.</summary>
    private void FollowPath()
    {
        // First: what changes after the look wakes the next read.
        _changed = new CancellationTokenSource();
        if (_fifo!.IsInPlace())
            return;
        for (int reads = 0; reads < MostReadsOfReplaced && TakeReadable();)
            reads++;
        Note(_lines.End());
        try
        {
            FifoFile replaced = _fifo;
            _fifo = FifoFile.Open(_path);
            replaced.Dispose();
            if (_fifo.IsNew)
                _logger.FifoMadeAgain(_path);
            else
                _logger.FifoReplaced(_path);
        }
        catch (DeviceException error)
        {
            // Kept until the edges read before it have been handed on.
            _failure = error;
        }
    }
}
