using System.Net.Sockets;
using System.Text;

namespace IpcSocket.Benchmarks;

/// <summary>The receiving end of led-tcp's log: waits for the next change of the LED among whatever else is logged.</summary>
internal sealed class LedLog(Socket socket)
{
    private static readonly byte[] Change = "LED Status: "u8.ToArray();
    private readonly byte[] _datagram = new byte[8192];
    private string _last = "";

    /// <summary>Returns when the datagram of the next change has come; each must differ from the one before.</summary>
    /// <exception cref="BenchmarkException">None came in time, or the LED did not toggle.</exception>
    public void WaitForChange()
    {
        while (true)
        {
            var text = Receive();
            var at = text.IndexOf(Change);
            if (at < 0)
                continue;

            var state = Encoding.ASCII.GetString(text[(at + Change.Length)..].TrimEnd("\n\0"u8));
            if (state == _last)
                throw new BenchmarkException($"two presses left the LED at '{state}'");
            _last = state;
            return;
        }
    }

    private ReadOnlySpan<byte> Receive()
    {
        try
        {
            return _datagram.AsSpan(0, socket.Receive(_datagram));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new BenchmarkException("a press was not followed by 'LED Status: …' in the log");
        }
    }
}
