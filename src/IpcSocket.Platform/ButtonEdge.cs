namespace IpcSocket.Platform;

/// <summary>One change of a button.</summary>
/// <param name="Pressed">True when it went down, false when it was let go.</param>
/// <param name="Timestamp">
/// When it happened, in ticks of the <see cref="TimeProvider"/> in use (<see cref="TimeProvider.GetTimestamp"/>), which never run backwards.
/// </param>
public readonly record struct ButtonEdge(bool Pressed, long Timestamp);
