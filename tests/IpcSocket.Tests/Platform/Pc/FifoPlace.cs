using System.Diagnostics;
using IpcSocket.Platform;
using IpcSocket.Platform.Pc;
using IpcSocket.Tests.Support;

namespace IpcSocket.Tests.Platform.Pc;

/// <summary>A directory with the path of a FIFO, the buttons on it, and the ways to write to it.</summary>
internal sealed class FifoPlace : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<FifoButton> _buttons = [];

    /// <summary>The path the FIFO has or will have.</summary>
    public string Fifo => _directory["fifo"];

    /// <summary>What the buttons log.</summary>
    public CollectingLogger<FifoButton> Log { get; } = new();

    /// <summary>The clock of the buttons.</summary>
    public ManualTimeProvider Time { get; } = new();

    /// <summary>Another path in the same directory.</summary>
    public string Beside(string name) => _directory[name];

    /// <summary>A button on the FIFO, not opened.</summary>
    public FifoButton Closed(string? path = null, FifoWatchStart? watch = null)
    {
        var button = new FifoButton(path ?? Fifo, Log, Time, watch ?? FifoWatch.Start);
        _buttons.Add(button);
        return button;
    }

    /// <summary>An open button on the FIFO.</summary>
    public FifoButton Opened(FifoWatchStart? watch = null)
    {
        FifoButton button = Closed(watch: watch);
        button.Open();
        return button;
    }

    /// <summary>Writes to the FIFO as one write.</summary>
    public void Write(string text)
    {
        using FileStream writer = OpenWriter();
        writer.Write(System.Text.Encoding.Latin1.GetBytes(text));
    }

    /// <summary>Opens the FIFO, which must be there, for unbuffered writing.</summary>
    public FileStream OpenWriter() => new(Fifo, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
    });

    /// <summary>Runs a line of shell with the FIFO's path as <c>$1</c>, and waits for its end.</summary>
    public async Task ShellAsync(string line)
    {
        using var shell = Process.Start("/bin/sh", ["-c", line, "sh", Fifo]);
        await shell.WaitForExitAsync().WaitAsync(Limits.Test);
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"{line} ended with {shell.ExitCode}.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (FifoButton button in _buttons)
            await button.DisposeAsync();
        _directory.Dispose();
    }
}

/// <summary>Reading of a button within the limit of a test.</summary>
internal static class FifoReading
{
    /// <summary>The next edge.</summary>
    public static Task<ButtonEdge> NextAsync(this IButton button, CancellationToken cancellationToken = default) =>
        button.ReadAsync(cancellationToken).AsTask().WaitAsync(Limits.Test, CancellationToken.None);
}
