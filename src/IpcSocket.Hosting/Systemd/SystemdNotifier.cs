using System.Text;
using IpcSocket.Hosting.Logging;

namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// Sends to the socket that <c>NOTIFY_SOCKET</c> names: a path, or after <c>@</c> a name in the abstract namespace (<c>unix(7)</c>). All
/// services of a machine share the socket's queue, so it may be full for a while; what was not taken is kept, in order, and sent again.
/// </summary>
internal sealed class SystemdNotifier : ISystemdNotifier, IDisposable
{
    /// <summary>How long what was not taken waits for the next try.</summary>
    public static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Datagrams that wait at most; then the oldest is lost.</summary>
    public const int WaitingLimit = 16;

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _waiting = new();
    private readonly DatagramSender? _sender;
    private readonly ITimer? _retry;
    private bool _isClosed;

    /// <param name="address">The value of the variable; null or of another kind: nobody is told.</param>
    /// <param name="time">The clock of <see cref="RetryTime"/>.</param>
    public SystemdNotifier(string? address, TimeProvider time)
    {
        if (NotifyAddress.Parse(address) is not { } path)
            return;
        _sender = new DatagramSender(path);
        _retry = time.CreateTimer(_ => SendWaiting(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public bool IsEnabled => _sender is not null;

    /// <inheritdoc/>
    public void Notify(ServiceState state)
    {
        var lines = state.ToString();
        if (_sender is null || lines.Length == 0)
            return;
        lock (_lock)
        {
            if (_isClosed)
                return;
            if (_waiting.Count == WaitingLimit)
                _waiting.Dequeue();
            _waiting.Enqueue(Encoding.UTF8.GetBytes(lines));
            SendWaiting();
        }
    }

    /// <summary>Closes the socket; what still waits is tried once more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            SendWaiting();
            _isClosed = true;
            _waiting.Clear();
            _retry?.Dispose();
            _sender?.Dispose();
        }
    }

    private void SendWaiting()
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out var datagram))
            {
                if (_sender!.Send(datagram) == Sent.Refused)
                {
                    _retry!.Change(RetryTime, Timeout.InfiniteTimeSpan);
                    return;
                }

                _waiting.Dequeue();
            }
        }
    }
}
