using System.Net.Sockets;
using System.Text;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>
/// A datagram socket in the file system, as the syslog daemon's <c>/dev/log</c> and the journal's are. It collects the datagrams as text.
/// </summary>
internal sealed class LogSocket : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Task _receiving;

    /// <param name="path">Where it is made.</param>
    /// <param name="reads">False leaves every datagram in the kernel's queue, which then is full before long.</param>
    public LogSocket(string path, bool reads = true)
    {
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _receiving = reads ? ReceiveAsync() : Task.CompletedTask;
    }

    /// <summary>What was received, as it was sent.</summary>
    public Arrivals<string> Datagrams { get; } = new("datagrams");

    /// <summary>Waits for so many datagrams that hold a text, and returns the last of these.</summary>
    public Task<string> WaitForAsync(string text, int count = 1) =>
        Datagrams.WaitForAsync(datagram => datagram.Contains(text, StringComparison.Ordinal), count);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _receiving.WaitAsync(Limits.Test);
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[65536];
        try
        {
            while (true)
                Datagrams.Add(Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer)));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Datagrams.End();
        }
    }
}
