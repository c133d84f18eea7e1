using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace SocketLab;

/// <summary>
/// <c>getaddrinfo(NULL, port, AI_PASSIVE)</c>: the addresses a server may bind, in the system's order (getaddrinfo(3), RFC 3493). The base
/// class library resolves names only, and has no question for a server.
/// </summary>
internal static unsafe partial class PassiveAddresses
{
    // <netdb.h>, <bits/socket.h>: the numbers of Linux.
    private const int AiPassive = 1;
    private const int SockStream = 1;
    private const int AfInet = 2;
    private const int AfInet6 = 10;

    /// <summary>Asks the system.</summary>
    /// <param name="family"><see cref="AddressFamily.Unspecified"/> for both.</param>
    /// <param name="port">The port, which goes into each answer.</param>
    /// <exception cref="LabException">There is none.</exception>
    public static IReadOnlyList<IPEndPoint> Get(AddressFamily family, int port)
    {
        var hints = new AddressInfo { Flags = AiPassive, SocketType = SockStream, Family = Number(family) };
        var fault = GetAddressInfo(null, port.ToString(CultureInfo.InvariantCulture), &hints, out var first);
        if (fault != 0)
            throw new LabException($"getaddrinfo: {Marshal.PtrToStringUTF8(GetErrorText(fault))}");
        try
        {
            var addresses = new List<IPEndPoint>();
            for (var info = first; info != null; info = info->Next)
                addresses.Add(Address(info));
            return addresses;
        }
        finally
        {
            FreeAddressInfo(first);
        }
    }

    private static int Number(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => AfInet,
        AddressFamily.InterNetworkV6 => AfInet6,
        _ => 0,
    };

    // struct sockaddr_in (ip(7)): family, port in network order, 4 bytes of address; struct sockaddr_in6 (ipv6(7)): family, port, flow label,
    // 16 bytes of address.
    private static IPEndPoint Address(AddressInfo* info)
    {
        var socketAddress = new ReadOnlySpan<byte>(info->Address, (int)info->AddressLength);
        var port = (socketAddress[2] << 8) | socketAddress[3];
        return new IPEndPoint(new IPAddress(info->Family == AfInet6 ? socketAddress.Slice(8, 16) : socketAddress.Slice(4, 4)), port);
    }

    [LibraryImport("libc", EntryPoint = "getaddrinfo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetAddressInfo(string? node, string service, AddressInfo* hints, out AddressInfo* result);

    [LibraryImport("libc", EntryPoint = "freeaddrinfo")]
    private static partial void FreeAddressInfo(AddressInfo* info);

    [LibraryImport("libc", EntryPoint = "gai_strerror")]
    private static partial nint GetErrorText(int fault);

    // struct addrinfo of Linux; other systems have the last but one and the one before it in the other order.
    [StructLayout(LayoutKind.Sequential)]
    private struct AddressInfo
    {
        public int Flags;
        public int Family;
        public int SocketType;
        public int Protocol;
        public uint AddressLength;
        public byte* Address;
        public nint CanonicalName;
        public AddressInfo* Next;
    }
}
