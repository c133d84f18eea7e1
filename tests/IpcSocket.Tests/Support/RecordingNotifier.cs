using System.Threading.Channels;
using IpcSocket.Hosting.Systemd;
using Xunit;

namespace IpcSocket.Tests.Support;

/// <summary>Stands for a service manager that listens, and keeps what it is told.</summary>
internal sealed class RecordingNotifier : ISystemdNotifier
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public bool IsEnabled { get; init; } = true;

    public bool IsEmpty => !_told.Reader.TryPeek(out _);

    public void Notify(ServiceState state) => Assert.True(_told.Writer.TryWrite(state.ToString()));

    /// <summary>The next that is told, within the limit of a test.</summary>
    public Task<string> NextAsync() => _told.Reader.ReadAsync().AsTask().WaitAsync(Limits.Test);

    /// <summary>All that was told and not asked for yet.</summary>
    public List<string> Drain()
    {
        var all = new List<string>();
        while (_told.Reader.TryRead(out var state))
            all.Add(state);
        return all;
    }
}
