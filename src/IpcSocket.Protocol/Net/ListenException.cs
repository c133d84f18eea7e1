namespace IpcSocket.Protocol.Net;

/// <summary>A server could not listen. The message is one line: the address, what the system said of it, what to do.</summary>
public sealed class ListenException : Exception
{
    /// <param name="message">One line: the address, what is wrong with it, what to do.</param>
    public ListenException(string message) : base(message) { }

    /// <param name="message">One line: the address, what the system said of it, what to do.</param>
    /// <param name="innerException">What the system said.</param>
    public ListenException(string message, Exception innerException) : base(message, innerException) { }
}
