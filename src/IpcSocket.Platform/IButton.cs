namespace IpcSocket.Platform;

/// <summary>One button, from which edges are read in the order in which they happened.</summary>
public interface IButton : IAsyncDisposable
{
    /// <summary>Opens the device. After it returns no edge is lost.</summary>
    /// <exception cref="DeviceException">The device is not there, is of another kind, or may not be used.</exception>
    void Open();

    /// <summary>Waits, without using the processor, for the next edge.</summary>
    /// <param name="cancellationToken">Ends the wait; an edge that was not returned is returned by the next call.</param>
    /// <exception cref="DeviceException">The device failed and this button cannot go on.</exception>
    ValueTask<ButtonEdge> ReadAsync(CancellationToken cancellationToken);
}
