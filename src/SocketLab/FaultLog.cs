using Microsoft.Extensions.Logging;

namespace SocketLab;

/// <summary>What the library's servers have to complain of, as lines on standard error; that clients come and go the commands show themselves.</summary>
internal sealed class FaultLog<T> : ILogger<T>
{
    public static FaultLog<T> Instance { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Screen.Complain($"{formatter(state, exception)}{(exception is null ? "" : $": {exception.Message}")}");
    }
}
