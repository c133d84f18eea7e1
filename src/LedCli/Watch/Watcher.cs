using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using LedCli.Server;

namespace LedCli.Watch;

/// <summary>Follows a server's LEDs, through outages of any length.</summary>
/// <param name="connect">Connects to the server.</param>
/// <param name="states">What is known of the LEDs.</param>
/// <param name="printer">Where changes go.</param>
/// <param name="around">Where outages are told, and the clock.</param>
internal sealed class Watcher(
    Func<CancellationToken, Task<ServerSession>> connect, WatchedStates states, IChangePrinter printer, Surroundings around)
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private bool _hasBegun;
    private bool _isLost;

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="LedCliException">The first connection failed: there may be nothing to watch at all.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var session = await connect(cancellationToken).ConfigureAwait(false);
                await FollowAsync(session, cancellationToken).ConfigureAwait(false);
            }
            catch (LedCliException exception) when (_hasBegun)
            {
                NoteLost(exception.Message);
            }
            await Task.Delay(_backoff.Next(), around.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(ServerSession session, CancellationToken cancellationToken)
    {
        Begin(await session.OkListAsync("WATCH", cancellationToken).ConfigureAwait(false));
        while (true)
        {
            // Lines of another form are passed over: later servers may tell more.
            var line = await session.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (LedReport.TryParseEvent(line, out var report) && states.Change(report) is { } change)
                Print(change);
        }
    }

    private void Begin(IReadOnlyList<LedReport> all)
    {
        if (!_hasBegun && !states.IsAmong(all))
            throw new LedCliException(ExitStatus.Refused, "the server has no LED of that name; 'led list' shows its LEDs");
        if (_isLost)
            around.Tell("connected again");
        (_hasBegun, _isLost) = (true, false);
        _backoff.Reset();
        foreach (var report in states.Begin(all))
            Print(report);
    }

    private void Print(LedReport report) => printer.Print(around.Time.GetLocalNow(), report);

    // Once for each outage, however many tries it takes.
    private void NoteLost(string reason)
    {
        if (!_isLost)
            around.Tell($"{reason}; trying again");
        _isLost = true;
    }
}
