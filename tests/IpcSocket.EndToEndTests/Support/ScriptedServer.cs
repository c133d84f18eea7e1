using System.Net;
using System.Net.Sockets;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>A server whose every reply is the test's: it accepts when told to and hands out the connection.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ScriptedServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Waits for the next connection.</summary>
    public async Task<LineConnection> AcceptAsync() => new(await _listener.AcceptAsync().WaitAsync(Limits.Test));

    /// <summary>Waits for the next connection and answers its first question with a state of the LED.</summary>
    public async Task<LineConnection> AcceptAndGreetAsync(string reply)
    {
        var connection = await AcceptAsync();
        await connection.ReadLineAsync();
        await connection.SendAsync(reply);
        return connection;
    }

    public void Dispose() => _listener.Dispose();
}
