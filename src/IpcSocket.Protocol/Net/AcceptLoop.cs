using System.Net.Sockets;

namespace IpcSocket.Protocol.Net;

/// <summary>Accepts on one listening socket until it is stopped, and survives whatever accepting can fail with.</summary>
internal sealed class AcceptLoop : IAsyncDisposable
{
    private readonly ListenSocket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Begins to accept.</summary>
    /// <param name="listener">Is disposed with the loop.</param>
    /// <param name="take">Is given each connection and owns it from then on; must not throw.</param>
    /// <param name="pause">Says what to do when accepting fails.</param>
    public AcceptLoop(ListenSocket listener, Action<ListenSocket, Socket> take, AcceptPause pause)
    {
        _listener = listener;
        _loop = RunAsync(take, pause, _stop.Token);
    }

    public ListenSocket Listener => _listener;

    /// <summary>Ends with the loop; with an exception if that is a bug.</summary>
    public Task Completion => _loop;

    /// <summary>Stops accepting and gives the socket back. Connections that were accepted go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Action<ListenSocket, Socket> take, AcceptPause pause, CancellationToken stoppingToken)
    {
        var stint = new Stint();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var pending = _listener.AcceptAsync(stoppingToken);
                stint.Note(pending.IsCompleted);
                var socket = await pending.ConfigureAwait(false);
                if (pause.Admits(socket))
                    take(_listener, socket);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException exception)
            {
                await pause.WaitAsync(exception, stoppingToken).ConfigureAwait(false);
            }
            if (stint.IsOver())
                await Task.Yield();
        }
    }
}
