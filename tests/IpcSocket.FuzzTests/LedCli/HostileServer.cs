using System.Net.Sockets;
using IpcSocket.Tests.Support;

namespace IpcSocket.FuzzTests.LedCli;

/// <summary>A server that sends the same bytes to each client, whatever it asks for, and ends the stream.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();
    private readonly IReadOnlyList<byte[]> _parts;
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;

    /// <param name="parts">What it sends, in one segment for each part where the network allows it.</param>
    public HostileServer(IReadOnlyList<byte[]> parts)
    {
        _parts = parts;
        _serving = ServeAsync();
    }

    public int Port => _server.Endpoint.Port;

    /// <summary>Ends when a second client has come: the first one has read everything.</summary>
    public Task SecondClient => _second.Task;

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await _serving.WaitAsync(Limits.Test);
    }

    private async Task ServeAsync()
    {
        try
        {
            for (var count = 1; ; count++)
            {
                using var client = await _server.AcceptAsync();
                if (count == 2)
                    _second.TrySetResult();
                await SendAsync(client.Socket);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or TimeoutException)
        {
            // The test has ended.
        }
    }

    // Reads to the end: to close with something unread would be a reset, which could overtake what was sent.
    private async Task SendAsync(Socket client)
    {
        try
        {
            foreach (var part in _parts)
                await client.SendAsync(part);
            client.Shutdown(SocketShutdown.Send);
            var rest = new byte[4096];
            while (await client.ReceiveAsync(rest) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The client has left before.
        }
    }
}
