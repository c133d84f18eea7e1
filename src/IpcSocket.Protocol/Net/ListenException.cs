using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>A server could not listen. The message is one line: the address, what the system said of it, what to do.</summary>
public sealed class ListenException : Exception
{
    /// <param name="message">One line: the address, what is wrong with it, what to do.</param>
    public ListenException(string message) : base(message) { }

    /// <param name="message">One line: the address, what the system said of it, what to do.</param>
    /// <param name="innerException">What the system said.</param>
    public ListenException(string message, Exception innerException) : base(message, innerException) { }

    internal static ListenException At(Endpoint endpoint, SocketException fault, bool isDatagram = false) =>
        new($"cannot listen on {endpoint}: {Reason(endpoint.Host, fault.SocketErrorCode, isDatagram ? "ss -lunp" : "ss -ltnp")}", fault);

    private static string Reason(string host, SocketError error, string showsWhich) => error switch
    {
        SocketError.AddressAlreadyInUse => $"the port is taken; stop the program that has it ({showsWhich} shows which) or choose another port",
        SocketError.AddressNotAvailable => "this machine has no such address; choose one of its own (ip address shows them) or *",
        SocketError.AccessDenied => "not permitted; ports below 1024 are for the administrator",
        _ when HostNameError.Describe(host, error) is { } text => $"{text}; correct it or write an address",
        _ => new SocketException((int)error).Message,
    };
}
