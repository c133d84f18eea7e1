namespace IpcSocket.Platform;

/// <summary>
/// One LED. An implementation only drives the device: who may switch, what is remembered and what is logged belongs to its owner.
/// </summary>
/// <remarks>Calls come one at a time from the owner; an implementation needs no lock of its own. It must not block.</remarks>
public interface ILed : IDisposable
{
    /// <summary>Switches the LED. When it returns, the device has been switched.</summary>
    /// <param name="on">True for lit, whatever level of the line that means.</param>
    /// <exception cref="DeviceException">The device refused; the LED is as it was, as far as can be known.</exception>
    void Set(bool on);
}
