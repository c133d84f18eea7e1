using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class LedChangeLogTests : IDisposable
{
    private readonly CollectingLogger<LedBank> _log = new();
    private readonly ManualTimeProvider _time = new();
    private readonly LedChangeLog _changes;

    public LedChangeLogTests() => _changes = new LedChangeLog("led", isDefault: true, _log, _time);

    private IEnumerable<string> Lines => _log.Entries.Select(entry => entry.Message);

    public void Dispose() => _changes.Dispose();

    [Fact]
    public void Ten_changes_a_second_are_a_line_each_and_need_no_timer()
    {
        for (var change = 0; change < 100; change++)
        {
            _changes.Add(change % 2 == 0 ? LedState.On : LedState.Off, "peer");
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.Equal(Enumerable.Range(0, 100).Select(change => change % 2 == 0 ? "LED Status: On" : "LED Status: Off"), Lines);
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void Changes_beyond_ten_become_one_line_at_the_end_of_the_second()
    {
        Toggle(123);
        Assert.Equal(10, Lines.Count());
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(10, Lines.Count());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("LED Status: On after 113 more changes in 1 s", Lines.Last());
        Assert.Equal(0, _time.SetTimers);
        _changes.Add(LedState.Off, "peer");
        Assert.Equal("LED Status: Off", Lines.Last());
        Assert.Equal(12, Lines.Count());
    }

    [Fact]
    public void Single_change_beyond_ten_is_an_ordinary_line()
    {
        Toggle(11);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("LED Status: On", Lines.Last());
        Assert.Equal(11, Lines.Count());
    }

    [Fact]
    public void Changes_that_never_pause_make_eleven_lines_a_second()
    {
        for (var millisecond = 0; millisecond < 10_000; millisecond++)
        {
            Toggle(1);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.Equal(110, Lines.Count());
    }

    [Fact]
    public void Held_changes_are_logged_when_the_LED_s_owner_ends()
    {
        Toggle(40);
        _changes.Dispose();
        Assert.Equal("LED Status: Off after 30 more changes in 1 s", Lines.Last());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(11, Lines.Count());
    }

    [Fact]
    public void Named_LED_is_named_in_its_summary()
    {
        using var changes = new LedChangeLog("desk", isDefault: false, _log, _time);
        for (var change = 0; change < 12; change++)
            changes.Add(LedState.On, "peer");
        changes.Flush();
        Assert.Equal(["LED desk Status: On", "LED desk Status: On after 2 more changes in 1 s"], Lines.TakeLast(2));
    }

    [Fact]
    public async Task Changes_of_many_threads_are_all_counted()
    {
        using var changes = new LedChangeLog("led", isDefault: true, _log, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
                changes.Add(LedState.On, "peer");
        })));
        changes.Flush();
        Assert.Equal(
            40_000, Lines.Sum(line => line.Split(' ') is [.., "after", var count, "more", "changes", "in", _, "s"] ? int.Parse(count) : 1));
    }

    private void Toggle(int times)
    {
        for (var change = 0; change < times; change++)
            _changes.Add(change % 2 == 0 ? LedState.On : LedState.Off, "peer");
    }
}
