namespace IpcSocket.Platform;

/// <summary>
/// One LED. An implementation only drives the device: who may switch, what is remembered and what is logged belongs to its owner.
/// </summary>
/// <remarks>
/// Calls come one at a time from the owner; an implementation needs no lock of its own. It must not block. <see cref="IDisposable.Dispose"/> is
/// final: it closes the device, a second call does nothing, and every other call after it throws <see cref="ObjectDisposedException"/>.
/// </remarks>
public interface ILed : IDisposable
{
    /// <summary>Opens the device, before anything else is asked of it.</summary>
    /// <param name="first">What it shall show from the first moment; null for what it shows already.</param>
    /// <returns>
    /// What it shows. Another value than was asked for when a process before this one left the device open: then it goes on as it was.
    /// </returns>
    /// <exception cref="DeviceException">The device is not there, is of another kind, or may not be used.</exception>
    /// <exception cref="ObjectDisposedException">The LED was disposed.</exception>
    bool Open(bool? first);

    /// <summary>Switches the LED. When it returns, the device has been switched.</summary>
    /// <param name="on">True for lit, whatever level of the line that means.</param>
    /// <exception cref="DeviceException">The device refused; the LED is as it was, as far as can be known.</exception>
    /// <exception cref="ObjectDisposedException">The LED was disposed; the device was not opened again.</exception>
    void Set(bool on);
}
