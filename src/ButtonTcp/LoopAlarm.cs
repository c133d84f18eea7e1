namespace ButtonTcp;

/// <summary>
/// Wakes a loop that waits for something else as well: because a time has come, or because somebody asks whether it still goes round.
/// </summary>
internal sealed class LoopAlarm
{
    private TaskCompletionSource _rung = New();
    private TaskCompletionSource? _question;

    /// <summary>Ends when the loop is to go round. For the loop, which calls <see cref="Answer"/> each time it does.</summary>
    public Task Rung => Volatile.Read(ref _rung).Task;

    /// <summary>Wakes the loop.</summary>
    public void Ring() => Volatile.Read(ref _rung).TrySetResult();

    /// <summary>Wakes the loop, and ends when it has gone round.</summary>
    public Task AskAsync(CancellationToken cancellationToken)
    {
        var question = New();
        // First the question: a loop that is woken finds it.
        Volatile.Write(ref _question, question);
        Ring();
        return question.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Winds the alarm up again and answers who has asked.</summary>
    public void Answer()
    {
        if (Rung.IsCompleted)
            Volatile.Write(ref _rung, New());
        Interlocked.Exchange(ref _question, null)?.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
