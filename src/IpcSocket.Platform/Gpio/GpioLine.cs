using Microsoft.Win32.SafeHandles;

namespace IpcSocket.Platform.Gpio;

/// <summary>One GPIO line that is ours. Values are logical: true is active, whatever level that means.</summary>
internal sealed class GpioLine : IDisposable
{
    private readonly IGpioSystemCalls _calls;
    private readonly string _title;

    private GpioLine(IGpioSystemCalls calls, string title, SafeFileHandle handle) => (_calls, _title, Handle) = (calls, title, handle);

    /// <summary>The request. While a copy of it is open anywhere, the line stays requested and an output driven.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>As it is written in messages: the line, and where it was found.</summary>
    public override string ToString() => _title;

    /// <summary>Requests a line.</summary>
    /// <exception cref="DeviceException">Somebody else has it, or the chip cannot do what is asked.</exception>
    public static GpioLine Request(
        IGpioSystemCalls calls, GpioChip chip, int offset, string consumer, GpioLineConfig config, uint eventBufferSize = 0)
    {
        var error = TryRequest(calls, chip, offset, consumer, config, eventBufferSize, out var line);
        return line ?? throw GpioFault.Requesting(TitleOf(chip, offset), error, chip.LineInfo(offset).Consumer.ToString());
    }

    /// <summary>Requests a line, and leaves to the caller what to do when it cannot be had.</summary>
    /// <returns>0, or the error number; then there is no line.</returns>
    public static int TryRequest(
        IGpioSystemCalls calls, GpioChip chip, int offset, string consumer, GpioLineConfig config, uint eventBufferSize, out GpioLine? line)
    {
        var error = chip.Request(offset, consumer, config, eventBufferSize, out var handle);
        if (error != 0)
            handle.Dispose();
        line = error == 0 ? new GpioLine(calls, TitleOf(chip, offset), handle) : null;
        return error;
    }

    /// <summary>Takes over a request that was made before, by a process that has ended.</summary>
    public static GpioLine Adopt(IGpioSystemCalls calls, GpioChip chip, int offset, SafeFileHandle handle) =>
        new(calls, TitleOf(chip, offset), handle);

    /// <summary>What is asked of an output: how it is driven, and its value from the first moment.</summary>
    public static GpioLineConfig OutputConfig(LineFlags flags, bool value) => new()
    {
        Flags = flags,
        AttributeCount = 1,
        Attribute = new() { Id = GpioUapi.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES, Values = value ? 1u : 0u, Mask = 1 },
    };

    /// <summary>Reads the value; of an output, what it drives.</summary>
    /// <returns>0, or the error number.</returns>
    public int TryGet(out bool value)
    {
        var values = new GpioLineValues { Mask = 1 };
        var error = _calls.GetValues(Handle, ref values);
        value = (values.Bits & 1) != 0;
        return error;
    }

    /// <summary>Reads the value.</summary>
    /// <exception cref="DeviceException">The chip is gone, or refused.</exception>
    public bool Get() => TryGet(out var value) is not 0 and var error ? throw GpioFault.Using(_title, "read", error) : value;

    /// <summary>Sets the value of an output.</summary>
    /// <returns>0, or the error number.</returns>
    public int TrySet(bool value)
    {
        var values = new GpioLineValues { Bits = value ? 1u : 0u, Mask = 1 };
        return _calls.SetValues(Handle, ref values);
    }

    /// <summary>Changes how the line is used, without giving it up in between.</summary>
    /// <exception cref="DeviceException">The chip is gone, or cannot do what is asked.</exception>
    public void Configure(GpioLineConfig config)
    {
        if (_calls.SetConfig(Handle, ref config) is not 0 and var error)
            throw GpioFault.Requesting(_title, error, "");
    }

    public void Dispose() => Handle.Dispose();

    private static string TitleOf(GpioChip chip, int offset)
    {
        var name = chip.LineInfo(offset).Name.ToString();
        return name.Length > 0 ? $"GPIO line {name} ({chip.Name} {offset})" : $"GPIO line {offset} of {chip.Name}";
    }
}
