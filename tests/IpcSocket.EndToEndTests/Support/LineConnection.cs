using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>Either end of a connection, as bytes and as lines, each byte one character. Every wait has the limit of a test.</summary>
internal sealed class LineConnection(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[65536];
    private string _rest = "";

    public static async Task<LineConnection> OpenAsync(int port, IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port).WaitAsync(Limits.Test);
            return new LineConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends text as it is.</summary>
    public async Task SendAsync(string text)
    {
        ReadOnlyMemory<byte> bytes = Encoding.Latin1.GetBytes(text);
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes).AsTask().WaitAsync(Limits.Test)..];
    }

    /// <summary>The next line without its LF, or null when the peer has closed. A rest without an ending is a fault.</summary>
    public async Task<string?> ReadLineAsync()
    {
        int end;
        while ((end = _rest.IndexOf('\n', StringComparison.Ordinal)) < 0)
        {
            if (await ReceiveAsync() is { Length: > 0 } text)
                _rest += text;
            else
                return _rest.Length == 0 ? null : throw new InvalidDataException($"The stream ends within a line: {_rest}");
        }
        var line = _rest[..end];
        _rest = _rest[(end + 1)..];
        return line;
    }

    /// <summary>Sends a line and reads one.</summary>
    public async Task<string?> AskAsync(string line)
    {
        await SendAsync(line + "\n");
        return await ReadLineAsync();
    }

    /// <summary>Reads up to a line. An event tells the newest state: on a busy machine it takes the place of those before.</summary>
    public async Task SkipToAsync(string line)
    {
        while (await ReadLineAsync() is var read && read != line)
        {
            if (read is null)
                throw new InvalidDataException($"The stream ends before '{line}'");
        }
    }

    /// <summary>Everything up to the end of the stream.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var all = new StringBuilder(_rest);
        _rest = "";
        while (await ReceiveAsync() is { Length: > 0 } text)
            all.Append(text);
        return all.ToString();
    }

    /// <summary>Ends this side's stream; the other side's goes on.</summary>
    public void EndStream() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => socket.Dispose();

    private async Task<string> ReceiveAsync() =>
        Encoding.Latin1.GetString(_buffer, 0, await socket.ReceiveAsync(_buffer).WaitAsync(Limits.Test));
}
