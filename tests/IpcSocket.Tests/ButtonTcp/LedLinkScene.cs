using ButtonTcp;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

/// <summary>A link that runs, and a server for it that says what the test says.</summary>
public abstract class LedLinkScene : IAsyncLifetime
{
    private readonly PressQueue _presses = new(new DesiredState(TimeProvider.System));
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changes = new(0);
    private Task _run = Task.CompletedTask;

    protected LedLinkScene() => Link = new LedLink(Options(), _presses, () => _changes.Release(), Log, TimeProvider.System);

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

    private protected void Press(string button = "", string line = "LED TOGGLE", Gesture gesture = Gesture.Press) =>
        _presses.Add(new Press(button, gesture, SwitchLine.Parse(line, out _)!, TimeProvider.System.GetTimestamp()));

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

    private protected async Task StatusAsync(string end)
    {
        while (!Link.Status.EndsWith(end, StringComparison.Ordinal))
            Assert.True(await _changes.WaitAsync(Limits.Test), $"the status is '{Link.Status}'");
    }
}
