using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>One LED of the bank. Everything that can change of it changes in the bank only, and is read elsewhere only where it says so.</summary>
/// <param name="options">Its name, and what it shows at the start and in the end.</param>
/// <param name="device">Belongs to the bank.</param>
/// <param name="log">Belongs to the bank.</param>
/// <param name="isDefault">True for the one that commands without a name mean.</param>
internal sealed class BankedLed(LedOptions options, LedDevice device, LedChangeLog log, bool isDefault)
{
    private readonly byte[] _name = Encoding.ASCII.GetBytes(options.Name);
    private volatile int _state;
    private volatile Connection? _holder;

    public LedOptions Options => options;

    public LedDevice Device => device;

    /// <summary>Logs its changes.</summary>
    public LedChangeLog Log => log;

    /// <summary>Runs what it does by itself, and retries a device that failed.</summary>
    public required CourseTimer Timer { get; init; }

    public bool IsDefault => isDefault;

    public string Name => options.Name;

    /// <summary>The name as it goes into replies.</summary>
    public ReadOnlySpan<byte> NameText => _name;

    /// <summary>What it shows. Can be read at any time.</summary>
    public LedState State
    {
        get => (LedState)_state;
        set => _state = (int)value;
    }

    /// <summary>The connection whose end leads to the safe state; null when it depends on none. Can be read at any time.</summary>
    public Connection? Holder
    {
        get => _holder;
        set => _holder = value;
    }

    /// <summary>What it shows once what holds for a time only is over.</summary>
    public (LedState State, TimeSpan Period) Lasting { get; set; }

    /// <summary>The last of its lasting states that was on or off: where it is left when its daemon ends.</summary>
    public LedState Steady { get; set; }

    /// <summary>The number of its last change, counted through the bank.</summary>
    public long ChangedAt { get; set; }

    /// <summary>True while it shows something that will end without a command, or blinks.</summary>
    public bool IsPassing => Timer.Course is not null || Holder is not null;

    /// <summary>True when commands mean this LED by the name; the empty name is the default LED's.</summary>
    public bool IsCalled(ReadOnlySpan<byte> name) => name.IsEmpty ? isDefault : Ascii.EqualsIgnoreCase(name, _name);
}
