using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace IpcSocket.Tests.Support;

/// <summary>A client that sends bytes exactly as it is told, and reads with the limit of a test.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly StringBuilder _received = new();
    private readonly byte[] _buffer = new byte[65536];

    private RawClient(Socket socket) => _socket = socket;

    public Socket Socket => _socket;

    public static async Task<RawClient> ConnectAsync(EndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server).WaitAsync(Limits.Test);
        return new RawClient(socket);
    }

    public async Task SendAsync(string text) =>
        Assert.Equal(text.Length, await _socket.SendAsync(Encoding.Latin1.GetBytes(text)).WaitAsync(Limits.Test));

    /// <summary>Ends the sending side: the server sees the end of the stream.</summary>
    public void EndStream() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next line without its LF, or null at the end of the stream.</summary>
    public async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            var text = _received.ToString();
            if (text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end)
            {
                _received.Remove(0, end + 1);
                return text[..end];
            }
            if (await ReceiveAsync() == 0)
                return _received.Length == 0 ? null : throw new InvalidDataException($"the stream ended inside a line: {text}");
        }
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReceiveAsync() > 0)
        {
        }
        return _received.ToString();
    }

    /// <summary>Sends a line and reads the reply.</summary>
    public async Task<string?> AskAsync(string line)
    {
        await SendAsync(line + "\n");
        return await ReadLineAsync();
    }

    /// <summary>Closes so that the server sees a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync()
    {
        var count = await _socket.ReceiveAsync(_buffer).WaitAsync(Limits.Test);
        _received.Append(Encoding.Latin1.GetString(_buffer, 0, count));
        return count;
    }
}
