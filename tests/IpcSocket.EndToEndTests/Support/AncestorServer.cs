using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>
/// Behaves as the led process in C does: one connection after another, one <c>recv</c> from each, a command known by its first letters, no
/// reply, then shutdown and close. As long as a client sends nothing, everybody else waits.
/// </summary>
internal sealed class AncestorServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _serving;

    public AncestorServer(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Any, port));
        _listener.Listen(1);
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>What each connection's one <c>recv</c> gave.</summary>
    public Arrivals<string> Received { get; } = new("received texts");

    /// <summary>The commands among it: <c>LED ON</c> and <c>LED OFF</c>.</summary>
    public Arrivals<string> Commands { get; } = new("commands");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving.WaitAsync(Limits.Test);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptAsync();
                await ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            var buffer = new byte[64];
            Note(Encoding.Latin1.GetString(buffer, 0, await client.ReceiveAsync(buffer)));
            client.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The client is gone.
        }
    }

    // In this order: who waits for a command may count what was received.
    private void Note(string text)
    {
        Received.Add(text);
        foreach (var command in (string[])["LED ON", "LED OFF"])
        {
            if (text.StartsWith(command, StringComparison.Ordinal))
                Commands.Add(command);
        }
    }
}
