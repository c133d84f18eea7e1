using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IpcSocket.Benchmarks;

/// <summary>Peers that never pause: they send a command for as long as the server takes bytes, and read the replies, from one thread of their own.</summary>
internal sealed class Flooder : IDisposable
{
    private const int Size = 64 * 1024;

    private readonly Socket[] _sockets;

    // Where the next send of each begins, so that no command is cut.
    private readonly int[] _offsets;
    private readonly byte[] _commands;
    private readonly byte[] _replies = new byte[Size];
    private readonly Epoll _epoll;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Connects all of them and begins to send.</summary>
    public Flooder(IPEndPoint server, int peers, string command)
    {
        _commands = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(command + "\n", Size / (command.Length + 1))));
        _epoll = new Epoll(peers);
        _offsets = new int[peers];
        _sockets = [.. Enumerable.Range(0, peers).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];
        for (var i = 0; i < peers; i++)
        {
            _sockets[i].Connect(server);
            _sockets[i].Blocking = false;
            _epoll.Watch((int)_sockets[i].SafeHandle.DangerousGetHandle(), i);
        }
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        Array.ForEach(_sockets, socket => socket.Dispose());
        _epoll.Dispose();
    }

    private void Run()
    {
        for (var i = 0; i < _sockets.Length; i++)
            Send(i);
        while (!_isStopping)
        {
            var count = _epoll.Wait(milliseconds: 100);
            for (var i = 0; i < count; i++)
            {
                var peer = _epoll.Token(i);
                _sockets[peer].Receive(_replies, SocketFlags.None, out _);
                Send(peer);
            }
        }
    }

    private void Send(int peer)
    {
        var sent = _sockets[peer].Send(_commands.AsSpan(_offsets[peer]), SocketFlags.None, out _);
        _offsets[peer] = (_offsets[peer] + Math.Max(sent, 0)) % _commands.Length;
    }
}
