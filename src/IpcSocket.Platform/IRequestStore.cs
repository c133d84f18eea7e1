using Microsoft.Win32.SafeHandles;

namespace IpcSocket.Platform;

/// <summary>
/// Where requests for GPIO lines outlive the process, so that a restart does not move an output: in practice the service manager's store of
/// descriptors. The name of an entry tells chip and offset.
/// </summary>
public interface IRequestStore
{
    /// <summary>Gives the request that a process before this one left under that name, to the caller; null when there is none.</summary>
    SafeFileHandle? Take(string name);

    /// <summary>Has a copy of the request kept. Does nothing where nothing is kept.</summary>
    void Keep(string name, SafeFileHandle request);

    /// <summary>Lets the kept copy go.</summary>
    void Remove(string name);
}

/// <summary>Keeps nothing.</summary>
public sealed class NoRequestStore : IRequestStore
{
    /// <summary>The one there is.</summary>
    public static NoRequestStore Instance { get; } = new();

    private NoRequestStore() { }

    /// <inheritdoc/>
    public SafeFileHandle? Take(string name) => null;

    /// <inheritdoc/>
    public void Keep(string name, SafeFileHandle request) { }

    /// <inheritdoc/>
    public void Remove(string name) { }
}
