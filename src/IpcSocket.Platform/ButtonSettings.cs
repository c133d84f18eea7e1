using IpcSocket.Platform.Gpio;

namespace IpcSocket.Platform;

/// <summary>What a button is.</summary>
public sealed record ButtonSettings
{
    /// <summary>The kind, one of <see cref="AdapterFactory.ButtonAdapters"/>.</summary>
    public string Adapter { get; init; } = "pc";

    /// <summary>The path of the FIFO that stands for it, for <c>pc</c>.</summary>
    public string Fifo { get; init; } = "/tmp/tcp_file";

    /// <summary>Its GPIO line, for <c>gpio</c>.</summary>
    public GpioButtonSettings Gpio { get; init; } = new();
}
