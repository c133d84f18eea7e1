using System.Text;
using IpcSocket.Platform;
using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>One LED of the bank. Its state changes in the bank only.</summary>
/// <param name="options">Its name, and what it shows at the start and in the end.</param>
/// <param name="device">Belongs to the bank.</param>
/// <param name="isDefault">True for the one that commands without a name mean.</param>
internal sealed class BankedLed(LedOptions options, ILed device, bool isDefault)
{
    private readonly byte[] _name = Encoding.ASCII.GetBytes(options.Name);
    private volatile int _state;

    public LedOptions Options => options;

    public ILed Device => device;

    public bool IsDefault => isDefault;

    public string Name => options.Name;

    /// <summary>The name as it goes into replies.</summary>
    public ReadOnlySpan<byte> NameText => _name;

    /// <summary>What it shows.</summary>
    public LedState State
    {
        get => (LedState)_state;
        set => _state = (int)value;
    }

    /// <summary>True when commands mean this LED by the name; the empty name is the default LED's.</summary>
    public bool IsCalled(ReadOnlySpan<byte> name) => name.IsEmpty ? isDefault : Ascii.EqualsIgnoreCase(name, _name);
}
