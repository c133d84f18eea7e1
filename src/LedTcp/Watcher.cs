using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>One connection that is told of changes: what it knows, and whether it is being told something just now.</summary>
internal sealed class Watcher
{
    private const int Idle = 0;
    private const int Sending = 1;

    // Something has changed since the sending began: it looks once more.
    private const int SendingAndWoken = 2;

    private readonly Connection _connection;
    private readonly LedBank _bank;
    private readonly Action<ReplyWriter> _write;
    private int _state;
    private long _known;
    private bool _isEnded;

    public Watcher(Connection connection, LedBank bank)
    {
        (_connection, _bank) = (connection, bank);
        _write = WriteChanges;
    }

    // The three that follow run within a turn of the connection, one at a time.

    public void WriteStates(ReplyWriter reply) => _known = _bank.WriteStates(reply);

    public void End() => _isEnded = true;

    private void WriteChanges(ReplyWriter writer)
    {
        if (!_isEnded)
            _known = _bank.WriteChanges(writer, _known);
    }

    /// <summary>Tells it what is new, now or once it has taken what it is being told.</summary>
    public void Wake()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, Sending, Idle))
            {
                case Idle:
                    _ = SendAsync();
                    return;
                case Sending when Interlocked.CompareExchange(ref _state, SendingAndWoken, Sending) == Idle:
                    // The sending has just ended: begin another.
                    continue;
                default:
                    return;
            }
        }
    }

    // Nobody waits for it; the connection's own loop notices when the peer is gone.
    private async Task SendAsync()
    {
        do
        {
            Interlocked.Exchange(ref _state, Sending);
            if (!await _connection.SendAsync(_write).ConfigureAwait(false))
                return;
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Sending) != Sending);
    }
}
