using IpcSocket.Platform.Pc;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Platform;

/// <summary>The one place where the name of an adapter, as configured, becomes a device.</summary>
public static class AdapterFactory
{
    private const string Pc = "pc";

    /// <summary>The names <see cref="CreateLed"/> knows, the default first.</summary>
    public static IReadOnlyList<string> LedAdapters { get; } = [Pc];

    /// <summary>The names <see cref="CreateButton"/> knows, the default first.</summary>
    public static IReadOnlyList<string> ButtonAdapters { get; } = [Pc];

    /// <summary>Makes an LED.</summary>
    /// <param name="adapter">One of <see cref="LedAdapters"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is none of them.</exception>
    public static ILed CreateLed(string adapter) => adapter switch
    {
        Pc => new LogLed(),
        _ => throw Unknown(adapter, LedAdapters),
    };

    /// <summary>Makes a button, which is not open yet.</summary>
    /// <param name="adapter">One of <see cref="ButtonAdapters"/>.</param>
    /// <param name="fifo">The path of the FIFO, for <c>pc</c>.</param>
    /// <param name="loggers">Gives the button its logger.</param>
    /// <exception cref="ArgumentOutOfRangeException">The adapter is none of them.</exception>
    public static IButton CreateButton(string adapter, string fifo, ILoggerFactory loggers) => adapter switch
    {
        Pc => new FifoButton(fifo, loggers.CreateLogger<FifoButton>()),
        _ => throw Unknown(adapter, ButtonAdapters),
    };

    private static ArgumentOutOfRangeException Unknown(string adapter, IReadOnlyList<string> known) =>
        new(nameof(adapter), adapter, $"Known adapters: {string.Join(", ", known)}.");
}
