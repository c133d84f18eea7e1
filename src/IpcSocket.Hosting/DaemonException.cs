namespace IpcSocket.Hosting;

/// <summary>
/// A reason to end that its reader can do something about. It is told as its message, one line without a stack trace, and ends the process
/// with <see cref="ExitStatus"/>.
/// </summary>
public sealed class DaemonException : Exception
{
    /// <param name="message">One line: the thing, its value, what to do.</param>
    /// <param name="exitStatus">One of <see cref="ExitCode"/>.</param>
    /// <param name="innerException">What the system said, for the log at Debug.</param>
    public DaemonException(string message, int exitStatus = ExitCode.Failure, Exception? innerException = null)
        : base(message, innerException) => ExitStatus = exitStatus;

    /// <summary>The status the process ends with.</summary>
    public int ExitStatus { get; }
}
