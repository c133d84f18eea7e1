using IpcSocket.Platform;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>A LED's device, whose fault is told to the log once, and once more when it works again, however often it is tried in between.</summary>
/// <param name="led">The LED's name.</param>
/// <param name="device">Is disposed with this.</param>
/// <param name="logger">Where it is told.</param>
internal sealed class LedDevice(string led, ILed device, ILogger logger) : IDisposable
{
    private string? _fault;

    /// <summary>True since it refused to be switched, until it obeys again.</summary>
    public bool IsFaulty => _fault is not null;

    /// <inheritdoc cref="ILed.Open"/>
    public bool Open(bool? first) => device.Open(first);

    /// <inheritdoc cref="ILed.Set"/>
    public void Set(bool lit)
    {
        try
        {
            device.Set(lit);
        }
        catch (DeviceException exception)
        {
            if (_fault != exception.Message)
                LedTcpLog.DeviceFailed(logger, led, exception.Message);
            _fault = exception.Message;
            throw;
        }
        if (_fault is not null)
            LedTcpLog.DeviceWorks(logger, led);
        _fault = null;
    }

    public void Dispose() => device.Dispose();
}
