namespace IpcSocket.Platform.Pc;

/// <summary>
/// The LED of a machine without one. Its light is the line <c>LED Status: On</c> or <c>LED Status: Off</c> that the owner of an LED logs
/// at every change, whatever the adapter; so there is nothing left to drive here, and nothing that could fail.
/// </summary>
public sealed class LogLed : ILed
{
    /// <inheritdoc/>
    public bool Open(bool? first) => first ?? false;

    /// <inheritdoc/>
    public void Set(bool on) { }

    /// <inheritdoc/>
    public void Dispose() { }
}
