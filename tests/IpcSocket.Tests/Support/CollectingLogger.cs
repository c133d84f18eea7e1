using Microsoft.Extensions.Logging;

namespace IpcSocket.Tests.Support;

/// <summary>Keeps what is logged, and lets a test wait for it.</summary>
internal sealed class CollectingLogger<T> : ILogger<T>
{
    private readonly Lock _lock = new();
    private readonly List<LogEntry> _entries = [];
    private readonly List<(int EventId, TaskCompletionSource<LogEntry> Told)> _awaited = [];

    /// <summary>What was logged so far.</summary>
    public IReadOnlyList<LogEntry> Entries
    {
        get
        {
            lock (_lock)
                return [.. _entries];
        }
    }

    /// <summary>Waits, within the limit of a test, for the first entry with an event id; one that is there already counts.</summary>
    public Task<LogEntry> EntryAsync(int eventId)
    {
        lock (_lock)
        {
            if (_entries.Find(entry => entry.EventId == eventId) is { } entry)
                return Task.FromResult(entry);
            var told = new TaskCompletionSource<LogEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((eventId, told));
            return told.Task.WaitAsync(Limits.Test);
        }
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var entry = new LogEntry(logLevel, eventId.Id, formatter(state, exception), exception);
        lock (_lock)
        {
            _entries.Add(entry);
            foreach (var (_, told) in _awaited.FindAll(awaited => awaited.EventId == entry.EventId))
                told.TrySetResult(entry);
        }
    }
}

/// <summary>One entry of a log.</summary>
internal sealed record LogEntry(LogLevel Level, int EventId, string Message, Exception? Exception);
