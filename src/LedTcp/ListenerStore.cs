using System.Net;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Protocol.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LedTcp;

/// <summary>
/// Keeps the daemon's listening sockets in the service manager's store, so that a restart, an upgrade or a kill refuses no client: they wait
/// in the socket's queue for the next process.
/// </summary>
/// <remarks>
/// Sockets that this service opened are stored while they listen. Those that <c>led-tcp.socket</c> passed are stored only at a restart, and
/// only if that unit was stopped before: a kill between the stop of that unit and the restart of this service loses them.
/// </remarks>
/// <param name="store">Keeps the descriptors.</param>
/// <param name="directory">Where the mark for <c>led-tcp.socket</c> is.</param>
/// <param name="filter">
/// Identifies the unit's <c>IPAddressAllow=</c> and <c>IPAddressDeny=</c>, which the kernel ties to a socket when it is opened: a socket
/// that was kept under others must not be used again.
/// </param>
/// <param name="logger">Logs what could not be kept.</param>
internal sealed class ListenerStore(FdStore store, RuntimeDirectory directory, string filter, ILogger<ListenerStore> logger)
{
    /// <summary>How the names of the entries begin.</summary>
    public const string Prefix = "listen-";

    /// <summary>The variable in which the unit passes the identity of its address filter.</summary>
    public const string FilterVariable = "IPC_SOCKET_ADDRESS_FILTER";

    private readonly string? _mark = directory.Path is { } path ? Path.Combine(path, "listening") : null;

    /// <summary>Creates the store of this process.</summary>
    public static ListenerStore Create(IServiceProvider services) => new(
        services.GetRequiredService<FdStore>(),
        services.GetRequiredService<RuntimeDirectory>(),
        Environment.GetEnvironmentVariable(FilterVariable) ?? "",
        services.GetRequiredService<ILogger<ListenerStore>>());

    /// <summary>
    /// True while this service holds the listening sockets: <c>led-tcp.socket</c> has a condition on it, and sets it when it is stopped
    /// while this service goes on with its sockets. A directory: the unit makes it as root, and <c>mkdir</c> follows no link.
    /// </summary>
    public bool IsMarked
    {
        get => Directory.Exists(_mark);
        set
        {
            try
            {
                if (_mark is null || value == Directory.Exists(_mark))
                    return;
                if (value)
                    Directory.CreateDirectory(_mark);
                else
                    Directory.Delete(_mark);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LedTcpLog.ListenMarkFailed(logger, exception.Message);
            }
        }
    }

    /// <summary>The sockets that an earlier process left, all of them listening; they are the caller's.</summary>
    /// <param name="endOthers">Ends the listening of those of another filter, so that their addresses can be bound again.</param>
    public List<ListenSocket> Take(bool endOthers)
    {
        var kept = new List<ListenSocket>();
        foreach (var (name, descriptor) in store.TakeAll(Prefix))
        {
            var socket = TryRestore(descriptor);
            if (socket is not null && name == NameOf(socket))
            {
                kept.Add(socket);
                continue;
            }
            store.Remove(name);
            if (endOthers)
                socket?.EndOnDispose();
            socket?.Dispose();
        }
        return kept;
    }

    /// <summary>Stores a copy of the socket with the service manager.</summary>
    public void Keep(ListenSocket socket)
    {
        if (!store.Keep(NameOf(socket), socket.Handle) && store.IsEnabled)
            LedTcpLog.ListenerNotKept(logger, socket.Address);
    }

    /// <summary>Removes that copy.</summary>
    public void Remove(ListenSocket socket) => store.Remove(NameOf(socket));

    private ListenSocket? TryRestore(int descriptor)
    {
        try
        {
            return ListenSocket.Restore(descriptor);
        }
        catch (ListenException exception)
        {
            LedTcpLog.ListenerNotRestored(logger, exception.Message);
            return null;
        }
    }

    // systemd allows no colon in a name.
    private string NameOf(ListenSocket socket)
    {
        var address = socket.Address is IPEndPoint ip ? $"{ip.Address}-{ip.Port}" : socket.Address.ToString()!;
        return $"{Prefix}{filter}-{address.Replace(':', '_')}";
    }
}
