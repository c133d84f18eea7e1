namespace IpcSocket.Platform.Pc;

/// <summary>What one line in the FIFO says.</summary>
internal enum FifoLine
{
    /// <summary>No line is complete: more bytes are needed.</summary>
    None,

    /// <summary><c>0</c>, the level of a button line with pull-up that is pushed.</summary>
    Press,

    /// <summary><c>1</c>, the level of the same line let go.</summary>
    Release,

    /// <summary>Anything else; <see cref="FifoLines.Garbage"/> shows it.</summary>
    Garbage,
}
