namespace IpcSocket.Platform;

/// <summary>A device that is missing, busy, of another kind or not permitted. The message is one line for the operator: which device, what is wrong, what to do.</summary>
public sealed class DeviceException : Exception
{
    /// <param name="message">One line: the device, what is wrong with it, what to do.</param>
    public DeviceException(string message) : base(message) { }

    /// <param name="message">One line: the device, what is wrong with it, what to do.</param>
    /// <param name="innerException">What the system said.</param>
    public DeviceException(string message, Exception innerException) : base(message, innerException) { }
}
