using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// The service manager's store of descriptors (<c>FDSTORE=1</c> of <c>sd_notify(3)</c>): it keeps copies of them while the service restarts,
/// also after it was killed, and passes them to the next process. <c>FileDescriptorStoreMax=</c> of the unit says how many; without it
/// nothing is kept. Without a service manager everything here does nothing.
/// </summary>
/// <remarks>
/// It sends on a socket of its own, in order, and waits up to a second for the service manager to take what it sends: that an entry was
/// removed must not be heard after the new one of the same name. Safe for several threads: each call waits for the one before it.
/// </remarks>
public sealed class FdStore : IDisposable
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<(string Name, int Descriptor)> _unclaimed;
    private readonly string? _address;
    private Socket? _socket;

    /// <param name="address">The value of <c>NOTIFY_SOCKET</c>; null when nobody listens.</param>
    /// <param name="stored">What was passed on.</param>
    internal FdStore(string? address, IEnumerable<(string Name, int Descriptor)> stored)
    {
        _unclaimed = [.. stored];
        _address = NotifyAddress.Parse(address);
    }

    /// <summary>A service manager is there, which may keep descriptors.</summary>
    public bool IsEnabled => _address is not null;

    /// <summary>Gives the descriptor that was stored under a name, which is the caller's from then on; null when there is none.</summary>
    public SafeFileHandle? Take(string name)
    {
        lock (_lock)
        {
            var found = _unclaimed.FindIndex(entry => entry.Name == name);
            if (found < 0)
                return null;
            var descriptor = _unclaimed[found].Descriptor;
            _unclaimed.RemoveAt(found);
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    /// <summary>Gives every descriptor that was stored under a name which begins so; each is the caller's from then on.</summary>
    public IReadOnlyList<(string Name, int Descriptor)> TakeAll(string prefix)
    {
        lock (_lock)
        {
            var found = _unclaimed.FindAll(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal));
            _unclaimed.RemoveAll(found.Contains);
            return found;
        }
    }

    /// <summary>Has a copy of a descriptor kept.</summary>
    /// <param name="name">Begins with one of <see cref="DaemonProgram.StoredNamePrefixes"/>; up to 255 printable ASCII characters, no colon.</param>
    /// <param name="descriptor">Stays the caller's.</param>
    /// <returns>False when it could not be told, and so is not kept.</returns>
    public bool Keep(string name, SafeHandle descriptor) => Send($"FDSTORE=1\nFDNAME={name}", descriptor);

    /// <summary>Lets the copy of that name go.</summary>
    public bool Remove(string name) => Send($"FDSTOREREMOVE=1\nFDNAME={name}", null);

    /// <summary>Closes what was stored and nobody took, here and in the store. To be called when everything that is wanted was taken.</summary>
    /// <returns>The names.</returns>
    public IReadOnlyList<string> RemoveUnclaimed()
    {
        lock (_lock)
        {
            string[] names = [.. _unclaimed.Select(entry => entry.Name).Distinct()];
            foreach (var (_, descriptor) in _unclaimed)
                new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
            _unclaimed.Clear();
            foreach (var name in names)
                Remove(name);
            return names;
        }
    }

    /// <summary>Closes the socket; what is stored stays stored.</summary>
    public void Dispose()
    {
        lock (_lock)
            _socket?.Dispose();
    }

    private bool Send(string state, SafeHandle? descriptor)
    {
        if (_address is null)
            return false;
        try
        {
            var text = Encoding.ASCII.GetBytes(state);
            lock (_lock)
            {
                _socket ??= Connect(_address);
                return descriptor is null
                    ? _socket.Send(text) == text.Length
                    : DescriptorMessage.Send(_socket.SafeHandle, text, descriptor);
            }
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Socket Connect(string address)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
        {
            SendTimeout = (int)SendTimeout.TotalMilliseconds,
        };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
