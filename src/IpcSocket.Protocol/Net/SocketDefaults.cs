using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>What every TCP socket of this project is set to, and where its callbacks run.</summary>
public static class SocketDefaults
{
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    // tcp(7), <netinet/tcp.h>: how long sent data may stay without acknowledgement. Keep-alive says nothing while data is under way.
    private const int IpProtoTcp = 6;
    private const int TcpUserTimeout = 18;

    // <asm-generic/socket.h>, the same on every architecture .NET runs on.
    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;

    // With TCP_USER_TIMEOUT set the kernel does not count probes: it resets an idle connection at the first probe that is due after that time
    // without a sign of the peer. Here that is 26 s: probes go out after 10, 12, ... 24 s, so an interruption of 10 s, wherever it falls, leaves
    // at least two of them on each side of the limit. TCP doubles the time between retransmissions; within 25 s at least one falls after
    // any interruption of 10 s.
    private const int KeepAliveIdleSeconds = 10;
    private const int KeepAliveIntervalSeconds = 2;
    private const int UserTimeoutMilliseconds = 25_000;

    // For a kernel that ignores TCP_USER_TIMEOUT: the same 26 s.
    private const int KeepAliveProbes = 8;

    // The kernel counts its own overhead and makes it twice as much: a few dozen short lines.
    private const int FewUnreadBytes = 4096;

    /// <summary>
    /// Runs what follows a socket operation on the thread that noticed its end, one for the whole process, instead of handing it to the
    /// thread pool. For a server whose handlers never block this hand-over is most of the cost of a command. To be called before the
    /// process makes its first socket, because the runtime reads these variables once; a variable that the user has set is left as it is.
    /// </summary>
    public static void RunHandlersOnSocketThread()
    {
        SetUnlessSet(InlineCompletions, "1");
        SetUnlessSet("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }

    /// <summary>
    /// Finds out whether <see cref="RunHandlersOnSocketThread"/> took effect, from the thread on which the end of a receive is reported. It
    /// came too late when the process had made a socket before.
    /// </summary>
    /// <returns>False when the variable says so and the runtime does otherwise.</returns>
    /// <exception cref="SocketException">The process has no descriptors left.</exception>
    public static async Task<bool> HandlersRunAsConfiguredAsync()
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) != "1")
            return true;
        var (near, far) = SocketPair.Create();
        using var receive = new SocketAsyncEventArgs();
        using (near)
        using (far)
        {
            var isOnPool = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            receive.SetBuffer(new byte[1]);
            receive.Completed += (_, _) => isOnPool.TrySetResult(Thread.CurrentThread.IsThreadPoolThread);
            // Nothing was sent yet, so the receive ends later, on the thread in question.
            if (!near.ReceiveAsync(receive))
                return true;
            far.Send([0]);
            return !await isOnPool.Task.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sends small lines at once, and finds a peer that is gone without a word within 30 seconds: after its last sign while idle, after the
    /// oldest unacknowledged send otherwise. An interruption of 10 seconds ends no connection. A Unix socket needs neither: it may have been
    /// passed on by a service manager.
    /// </summary>
    internal static void Apply(Socket socket)
    {
        if (socket.AddressFamily == AddressFamily.Unix)
            return;
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
        socket.SetRawSocketOption(IpProtoTcp, TcpUserTimeout, BitConverter.GetBytes(UserTimeoutMilliseconds));
    }

    /// <summary>Lets no more wait in the kernel's send buffer than a few lines (<c>SO_SNDBUF</c>, socket(7)).</summary>
    internal static void LimitUnread(Socket socket) => socket.SendBufferSize = FewUnreadBytes;

    /// <summary>
    /// Sets <c>SO_REUSEADDR</c> and nothing else. The option of that name in .NET sets <c>SO_REUSEPORT</c> as well, with which a port can be
    /// shared only with programs that set it too.
    /// </summary>
    internal static void ShareAddress(Socket socket) => socket.SetRawSocketOption(SolSocket, SoReuseAddress, BitConverter.GetBytes(1));

    private static void SetUnlessSet(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
            Environment.SetEnvironmentVariable(variable, value);
    }
}
