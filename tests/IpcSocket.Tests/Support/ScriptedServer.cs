using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;

namespace IpcSocket.Tests.Support;

/// <summary>A server that the test plays: it accepts when told to and hands out the connection.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ScriptedServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public Endpoint Endpoint => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndPoint!).Port);

    /// <summary>Waits for the next connection.</summary>
    public async Task<RawClient> AcceptAsync() => RawClient.Of(await _listener.AcceptAsync().WaitAsync(Limits.Test));

    public void Dispose() => _listener.Dispose();
}
