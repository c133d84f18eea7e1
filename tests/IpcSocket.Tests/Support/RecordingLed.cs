using IpcSocket.Platform;

namespace IpcSocket.Tests.Support;

/// <summary>An LED that remembers how it was switched, and fails when it is told to.</summary>
internal sealed class RecordingLed : ILed
{
    private readonly Lock _lock = new();
    private readonly List<bool> _switched = [];

    /// <summary>What it was set to, in order.</summary>
    public IReadOnlyList<bool> Switched
    {
        get
        {
            lock (_lock)
                return [.. _switched];
        }
    }

    /// <summary>Whether it refuses.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Whether its owner has disposed of it.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Called before it is set.</summary>
    public Action? Setting { get; set; }

    /// <summary>What a process before this one left; null when it left nothing.</summary>
    public bool? Kept { get; init; }

    public bool Open(bool? first)
    {
        if (Kept is { } kept)
            return kept;
        Set(first ?? false);
        return first ?? false;
    }

    public void Set(bool on)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Setting?.Invoke();
        if (IsBroken)
            throw new DeviceException("the LED is unplugged");
        lock (_lock)
            _switched.Add(on);
    }

    public void Dispose() => IsDisposed = true;
}
