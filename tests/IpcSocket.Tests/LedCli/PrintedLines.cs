using System.Text;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.LedCli;

/// <summary>A writer whose lines a test can wait for. May be used from several threads.</summary>
internal sealed class PrintedLines : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _changed = NewSignal();

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Everything so far.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
                return _text.ToString();
        }
    }

    /// <summary>The whole lines so far.</summary>
    public IReadOnlyList<string> All => Text.Split('\n')[..^1];

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _text.Append(value);
            (changed, _changed) = (_changed, NewSignal());
        }
        changed.SetResult();
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    /// <summary>Waits for so many lines and returns the last of these.</summary>
    public async Task<string> LineAsync(int number)
    {
        using var limit = new CancellationTokenSource(Limits.Test);
        while (true)
        {
            Task changed;
            lock (_lock)
                changed = _changed.Task;
            if (All.Count >= number)
                return All[number - 1];
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"line {number} was not printed; what was: {Text}");
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
