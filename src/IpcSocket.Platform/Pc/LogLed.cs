namespace IpcSocket.Platform.Pc;

/// <summary>
/// The LED of a machine without one. Its light is the line <c>LED Status: On</c> or <c>LED Status: Off</c> that the owner of an LED logs
/// at every change, whatever the adapter; so there is nothing left to drive here, and nothing that could fail.
/// </summary>
public sealed class LogLed : ILed
{
    private bool _isDisposed;

    /// <inheritdoc/>
    public bool Open(bool? first)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return first ?? false;
    }

    /// <inheritdoc/>
    public void Set(bool on) => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <inheritdoc/>
    public void Dispose() => _isDisposed = true;
}
