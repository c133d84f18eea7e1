using Microsoft.Win32.SafeHandles;

namespace IpcSocket.Platform.Gpio;

/// <summary>One open GPIO chip. Lines that were requested of it stay requested when it is closed.</summary>
internal sealed class GpioChip : IDisposable
{
    private readonly IGpioSystemCalls _calls;
    private readonly SafeFileHandle _handle;
    private readonly GpioChipInfo _info;

    private GpioChip(IGpioSystemCalls calls, string path, SafeFileHandle handle, GpioChipInfo info)
    {
        (_calls, Path, _handle, _info) = (calls, path, handle, info);
        (Name, Label) = (info.Name.ToString(), info.Label.ToString());
    }

    public string Path { get; }

    /// <summary>The kernel's name for it, <c>gpiochip0</c>; two paths that lead to one chip have the same.</summary>
    public string Name { get; }

    /// <summary>What its driver calls it; may be empty, and several chips may have the same.</summary>
    public string Label { get; }

    /// <summary>How many lines it has; their offsets begin at 0.</summary>
    public int Lines => (int)_info.Lines;

    /// <summary>Opens the chip at a path.</summary>
    /// <exception cref="DeviceException">It is not there, is no chip, or may not be used.</exception>
    public static GpioChip Open(IGpioSystemCalls calls, string path)
    {
        if (calls.OpenChip(path, out var handle) is not 0 and var refusal)
        {
            handle.Dispose();
            throw GpioFault.OpeningChip(path, refusal, calls.ChipPaths());
        }
        if (calls.GetChipInfo(handle, out var info) is not 0 and var error)
        {
            handle.Dispose();
            throw GpioFault.LookingAtChip(path, error);
        }
        return new GpioChip(calls, path, handle, info);
    }

    /// <summary>What the kernel tells of a line.</summary>
    /// <param name="offset">From 0 to less than <see cref="Lines"/>.</param>
    /// <exception cref="DeviceException">The kernel is too old, or the chip is gone.</exception>
    public GpioLineInfo LineInfo(int offset)
    {
        var info = new GpioLineInfo { Offset = (uint)offset };
        return _calls.GetLineInfo(_handle, ref info) is not 0 and var error ? throw GpioFault.LookingAtLine(Path, offset, error) : info;
    }

    /// <summary>Asks for one line.</summary>
    /// <returns>0, or the error number.</returns>
    public int Request(int offset, string consumer, GpioLineConfig config, uint eventBufferSize, out SafeFileHandle line)
    {
        var request = new GpioLineRequest
        {
            Offset = (uint)offset,
            Consumer = GpioNameBuffer.Of(consumer),
            Config = config,
            LineCount = 1,
            EventBufferSize = eventBufferSize,
        };
        return _calls.RequestLine(_handle, ref request, out line);
    }

    public void Dispose() => _handle.Dispose();
}
