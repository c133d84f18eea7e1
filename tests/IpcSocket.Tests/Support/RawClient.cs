using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace IpcSocket.Tests.Support;

/// <summary>A client that sends bytes exactly as it is told, and reads with the limit of a test.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private byte[] _buffer = new byte[65536];

    // What was received and not read yet.
    private int _start;
    private int _end;

    private RawClient(Socket socket) => _socket = socket;

    public Socket Socket => _socket;

    /// <summary>The other end of a connection, for a server that the test plays.</summary>
    public static RawClient Of(Socket accepted) => new(accepted);

    /// <summary>Connects.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="receiveBuffer">How many bytes the kernel keeps for it unread; its own choice when left out.</param>
    public static async Task<RawClient> ConnectAsync(EndPoint server, int? receiveBuffer = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
            socket.ReceiveBufferSize = size;
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
            if (_buffer.AsSpan(_start.._end).IndexOf((byte)'\n') is >= 0 and var length)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, length);
                _start += length + 1;
                return line;
            }
            if (await ReceiveAsync() == 0)
                return _start == _end ? null : throw new InvalidDataException($"the stream ended inside a line: {Rest()}");
        }
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReceiveAsync() > 0)
        {
        }
        return Rest();
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

    private string Rest() => Encoding.Latin1.GetString(_buffer, _start, _end - _start);

    private async Task<int> ReceiveAsync()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end)).AsTask().WaitAsync(Limits.Test);
        _end += count;
        return count;
    }
}
