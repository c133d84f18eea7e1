using IpcSocket.Hosting.Logging;
using IpcSocket.Tests.Support;
using Serilog.Events;
using Serilog.Sinks.Async;
using Xunit;

namespace IpcSocket.Tests.Hosting.Logging;

public sealed class DropReportingSinkTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly Target _target = new();
    private readonly Queue _queue = new();
    private readonly DropReportingSink _sink;

    public DropReportingSinkTests()
    {
        _sink = new DropReportingSink(_time);
        _sink.InFrontOf(_target);
        ((IAsyncLogEventSinkMonitor)_sink).StartMonitoring(_queue);
    }

    public void Dispose() => _sink.Dispose();

    [Fact]
    public void Losses_are_reported_behind_the_next_message_that_is_accepted()
    {
        EmitInVain(2);
        Emit();
        Emit();
        Assert.Equal(["message", "2 log messages were lost: the system log was full or did not answer", "message"], _target.Lines);
        Assert.Equal(LogEventLevel.Warning, _target.Accepted[1].Level);
    }

    [Fact]
    public void One_loss_is_reported_in_the_singular()
    {
        EmitInVain(1);
        Emit();
        Assert.Equal("1 log message was lost: the system log was full or did not answer", _target.Lines[1]);
    }

    [Fact]
    public void Losses_are_reported_once_in_ten_seconds_whoever_lost_them()
    {
        for (var i = 0; i < 263; i++)
        {
            EmitInVain(1);
            _queue.DroppedMessagesCount += 2;
            Emit();
        }
        Assert.Equal(
            "3 log messages were lost: the system log was full or did not answer and the log was slower than the program", Assert.Single(Reports()));

        _time.Advance(LossReport.Interval - TimeSpan.FromTicks(1));
        Emit();
        Assert.Single(Reports());
        _time.Advance(TimeSpan.FromTicks(1));
        Emit();
        Emit();
        Assert.Equal(2, Reports().Length);
        Assert.StartsWith("786 log messages were lost: ", Reports()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Losses_are_not_reported_while_the_queue_is_not_empty()
    {
        _queue.Count = 1;
        _queue.DroppedMessagesCount = 5;
        Emit();
        Assert.Empty(Reports());
        _queue.Count = 0;
        _queue.DroppedMessagesCount = 7;
        Emit();
        Assert.Equal("7 log messages were lost: the log was slower than the program", Assert.Single(Reports()));
    }

    [Fact]
    public void A_report_that_is_not_accepted_is_repeated_and_does_not_count_as_lost()
    {
        EmitInVain(3);
        _target.Room = 1;
        Emit();
        Assert.Equal(["message"], _target.Lines);
        _target.Room = int.MaxValue;
        Emit();
        Assert.Equal("3 log messages were lost: the system log was full or did not answer", Assert.Single(Reports()));
    }

    [Fact]
    public void What_is_not_reported_yet_is_reported_at_the_end()
    {
        EmitInVain(1);
        Emit();
        EmitInVain(4);
        _sink.Dispose();
        Assert.StartsWith("4 log messages were lost", Reports()[^1], StringComparison.Ordinal);
    }

    private void Emit() => _sink.Emit(LogEvents.Of("message"));

    private void EmitInVain(int messages)
    {
        _target.Room = 0;
        for (var i = 0; i < messages; i++)
            Emit();
        _target.Room = int.MaxValue;
    }

    private string[] Reports() => [.. _target.Lines.Where(line => line != "message")];

    private sealed class Target : ILossySink
    {
        public int Room { get; set; } = int.MaxValue;

        public List<LogEvent> Accepted { get; } = [];

        public string[] Lines => [.. Accepted.Select(LogText.Message)];

        public void Emit(LogEvent logEvent) => TryEmit(logEvent);

        public bool TryEmit(LogEvent logEvent)
        {
            if (Room == 0)
                return false;
            Room--;
            Accepted.Add(logEvent);
            return true;
        }
    }

    private sealed class Queue : IAsyncLogEventSinkInspector
    {
        public int BufferSize => 10;

        public int Count { get; set; }

        public long DroppedMessagesCount { get; set; }
    }
}
