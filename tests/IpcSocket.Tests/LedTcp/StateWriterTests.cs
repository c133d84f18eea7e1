using System.Diagnostics;
using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class StateWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CollectingLogger<LedBank> _log = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Newest_state_is_written_a_second_after_the_first_change()
    {
        using var writer = Writer();
        writer.Write("led", LedState.On);
        writer.Write("led", LedState.Off);
        writer.Write("led", LedState.On);
        _time.Advance(StateWriter.Interval - TimeSpan.FromMilliseconds(1));
        Assert.False(File.Exists(_directory["led"]));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("On\n", Saved("led"));
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void Toggling_LED_is_written_once_a_second()
    {
        using var writer = Writer();
        var writes = 0;
        for (var fifth = 0; fifth < 50; fifth++)
        {
            // An odd number of changes a second, so that each write finds another state than the one before.
            writer.Write("led", fifth % 2 == 0 ? LedState.On : LedState.Off);
            _time.Advance(StateWriter.Interval / 5);
            if (!File.Exists(_directory["led"]))
                continue;
            // Each write creates the file again.
            writes++;
            File.Delete(_directory["led"]);
        }
        Assert.Equal(10, writes);
    }

    [Fact]
    public void State_that_the_disk_has_is_not_written()
    {
        using var writer = Writer();
        writer.SetWritten("led", LedState.On);
        writer.Write("led", LedState.On);
        Assert.Equal(0, _time.SetTimers);
        writer.Write("led", LedState.Off);
        writer.Write("led", LedState.On);
        _time.Advance(StateWriter.Interval);
        Assert.False(File.Exists(_directory["led"]));
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void Failing_disk_is_logged_once_and_the_state_is_written_when_it_works_again()
    {
        Directory.CreateDirectory(_directory["led"]);
        using var writer = Writer();
        for (var second = 0; second < 100; second++)
        {
            writer.Write("led", second % 2 == 0 ? LedState.Off : LedState.On);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.StartsWith("The state of LED led could not be saved: ", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
        Directory.Delete(_directory["led"]);
        _time.Advance(StateWriter.RetryDelay);
        Assert.Equal("On\n", Saved("led"));
        Assert.Equal("The states of all LEDs are saved again", _log.Entries[^1].Message);
        Assert.Equal(2, _log.Entries.Count);
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void LED_that_cannot_be_saved_does_not_keep_the_others_from_it()
    {
        Directory.CreateDirectory(_directory["attic"]);
        using var writer = Writer();
        writer.Write("attic", LedState.On);
        writer.Write("desk", LedState.On);
        _time.Advance(StateWriter.Interval);
        Assert.Equal("On\n", Saved("desk"));
    }

    [Fact]
    public void End_writes_what_is_left()
    {
        var writer = Writer();
        writer.Write("led", LedState.On);
        writer.Dispose();
        Assert.Equal("On\n", Saved("led"));
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public async Task Stalled_disk_holds_up_neither_changes_nor_the_end()
    {
        // Opening a FIFO waits for a reader, as a disk that stalls, and none ever comes: the threads end with the test run.
        using (var mkfifo = Process.Start("mkfifo", _directory["led.new"]))
            await mkfifo.WaitForExitAsync().WaitAsync(Limits.Test);
        var writer = new StateWriter(new LastStates(_directory[""]).Write, _log, _time) { StopLimit = TimeSpan.FromMilliseconds(1) };
        writer.Write("led", LedState.On);
        new Thread(() => _time.Advance(StateWriter.Interval)) { IsBackground = true }.Start();
        await Task.Run(() =>
        {
            writer.Write("led", LedState.Off);
            writer.Dispose();
        }).WaitAsync(Limits.Test);
        Assert.Equal("The last states of LEDs are lost: the disk did not answer within 0.001 s", (await _log.EntryAsync(215)).Message);
    }

    [Fact]
    public void Hanging_write_is_the_only_one_until_it_returns()
    {
        StateWriter? writer = null;
        var written = new List<LedState>();
        string? Write(string led, LedState state)
        {
            written.Add(state);
            if (written.Count > 1)
                return null;
            // The first write hangs for a minute. A timer that is due in that time fires inside Advance.
            for (var second = 0; second < 60; second++)
            {
                writer!.Write("led", second % 2 == 0 ? LedState.Off : LedState.On);
                writer.Write("desk", LedState.On);
                Assert.Equal(0, _time.SetTimers);
                _time.Advance(StateWriter.Interval);
            }
            writer!.Write("led", LedState.Off);
            return null;
        }

        using (writer = new StateWriter(Write, _log, _time))
        {
            writer.Write("led", LedState.On);
            _time.Advance(StateWriter.Interval);
            Assert.Equal([LedState.On], written);
            _time.Advance(StateWriter.Interval);
            Assert.Equal([LedState.On, LedState.Off, LedState.On], written);
            Assert.Equal(0, _time.SetTimers);
        }
    }

    [Fact]
    public async Task End_waits_for_the_write_in_progress_and_writes_the_newest_state()
    {
        using var begun = new SemaphoreSlim(0);
        using var hang = new SemaphoreSlim(0);
        var written = new List<LedState>();
        string? Write(string led, LedState state)
        {
            written.Add(state);
            if (written.Count > 1)
                return null;
            begun.Release();
            return hang.Wait(Limits.Test) ? null : "the test has not released the disk";
        }

        var writer = new StateWriter(Write, _log, _time) { StopLimit = Limits.Test };
        writer.Write("led", LedState.On);
        var writing = Task.Factory.StartNew(
            () => _time.Advance(StateWriter.Interval), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(await begun.WaitAsync(Limits.Test));
        writer.Write("led", LedState.Off);
        var end = Task.Factory.StartNew(writer.Dispose, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        hang.Release();
        await Task.WhenAll(writing, end).WaitAsync(Limits.Test);
        Assert.Equal([LedState.On, LedState.Off], written);
        Assert.Empty(_log.Entries);
        Assert.Equal(0, _time.SetTimers);
    }

    private string Saved(string led) => File.ReadAllText(_directory[led]);

    private StateWriter Writer() => new(new LastStates(_directory[""]).Write, _log, _time);
}
