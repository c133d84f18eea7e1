using ButtonTcp;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

/// <summary>A link that runs, and a server for it that says what the test says.</summary>
public abstract class LedLinkScene : IAsyncLifetime
{
    private readonly TimeProvider _time;
    private readonly PressQueue _presses;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changes = new(0);
    private Task _run = Task.CompletedTask;

    /// <param name="time">The link's clock; the real one when left out.</param>
    protected LedLinkScene(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _presses = new PressQueue(new DesiredState(_time));
        Link = new LedLink(Options(), _presses, () => _changes.Release(), Log, _time);
    }

    private protected ScriptedServer Server { get; } = new();

    private protected CollectingLogger<LedLink> Log { get; } = new();

    private protected LedLink Link { get; }

    private protected bool IsPressPending => _presses.IsPending;

    public Task InitializeAsync()
    {
        _run = Link.RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run.WaitAsync(Limits.Test));
        Link.Dispose();
        Server.Dispose();
        _changes.Dispose();
        _stop.Dispose();
    }

    private protected ButtonTcpOptions Options() => new(Server.Endpoint, [], TimeSpan.FromSeconds(30));

    private protected void Press(string button = "", string line = "LED TOGGLE", Gesture gesture = Gesture.Press, TimeSpan age = default) =>
        _presses.Add(new Press(button, gesture, SwitchLine.Parse(line, out _)!, TimestampOf(age)));

    private protected async Task<RawClient> GreetAsync(string greeting)
    {
        var connection = await Server.AcceptAsync();
        await ExchangeAsync(connection, "WATCH", greeting);
        return connection;
    }

    private protected static async Task ExchangeAsync(RawClient connection, string expected, string reply)
    {
        Assert.Equal(expected, await connection.ReadLineAsync());
        await connection.SendAsync(reply + "\n");
    }

    private protected Task StatusEndsAsync(string end) => StatusAsync(status => status.EndsWith(end, StringComparison.Ordinal));

    private protected Task StatusBeginsAsync(string beginning) => StatusAsync(status => status.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Ends when the link has nothing to do but to wait for a press.</summary>
    private protected async Task WaitsForPressAsync()
    {
        using var limit = new CancellationTokenSource(Limits.Test);
        Task? answer;
        while ((answer = _presses.AskWaiterAsync(limit.Token)) is null)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        await answer;
    }

    private async Task StatusAsync(Func<string, bool> isReached)
    {
        while (!isReached(Link.Status))
            Assert.True(await _changes.WaitAsync(Limits.Test), $"the status is '{Link.Status}'");
    }

    private long TimestampOf(TimeSpan age) => _time.GetTimestamp() - (long)(age.TotalSeconds * _time.TimestampFrequency);
}
