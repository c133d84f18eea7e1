using Microsoft.Extensions.Logging;

namespace IpcSocket.Tests.Support;

/// <summary>Runs a function for each entry, on the thread that logs it.</summary>
internal sealed class CallbackLogger<T>(Action callback) : ILogger<T>
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => callback();
}
