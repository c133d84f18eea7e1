using IpcSocket.Platform;
using IpcSocket.Platform.Pc;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IpcSocket.Tests.Platform.Pc;

// What becomes of a button whose FIFO is taken away.
public sealed class FifoWatchTests : IAsyncLifetime
{
    private const int MadeAgain = 302;
    private const int Replaced = 303;
    private const int NotWatched = 304;

    private readonly FifoPlace _place = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    [Fact]
    public async Task A_deleted_fifo_is_made_again_and_pressed()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        File.Delete(_place.Fifo);
        Assert.Equal(LogLevel.Warning, (await _place.Log.EntryAsync(MadeAgain)).Level);
        _place.Write("0\n");
        Assert.True((await reading).Pressed);
    }

    [Fact]
    public async Task A_fifo_that_was_moved_away_is_made_again_and_pressed()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        File.Move(_place.Fifo, _place.Beside("elsewhere"));
        await _place.Log.EntryAsync(MadeAgain);
        _place.Write("0\n");
        Assert.True((await reading).Pressed);
    }

    [Fact]
    public async Task Another_fifo_that_is_moved_over_it_is_read_from_then_on()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        await _place.ShellAsync("mkfifo \"$1.new\" && mv -f \"$1.new\" \"$1\"");
        await _place.Log.EntryAsync(Replaced);
        _place.Write("0\n");
        Assert.True((await reading).Pressed);
    }

    [Fact]
    public async Task A_fifo_that_is_deleted_while_nobody_reads_is_made_again_by_the_next_read()
    {
        FifoButton button = _place.Opened(Noticing(out Action changed));
        File.Delete(_place.Fifo);
        changed();
        Task<ButtonEdge> reading = button.NextAsync();
        await _place.Log.EntryAsync(MadeAgain);
        _place.Write("0\n");
        Assert.True((await reading).Pressed);
    }

    [Fact]
    public async Task Presses_written_before_the_deletion_are_not_lost()
    {
        FifoButton button = _place.Opened(Noticing(out Action changed));
        _place.Write("0\n1\n0");
        File.Delete(_place.Fifo);
        changed();
        Assert.True((await button.NextAsync()).Pressed);
        Assert.False((await button.NextAsync()).Pressed);
        Assert.True((await button.NextAsync()).Pressed);
    }

    [Fact]
    public async Task A_regular_file_that_took_its_place_ends_the_reading_and_is_kept()
    {
        FifoButton button = _place.Opened();
        Task<ButtonEdge> reading = button.NextAsync();
        File.WriteAllText(_place.Beside("file"), "0\n");
        File.Move(_place.Beside("file"), _place.Fifo, overwrite: true);
        DeviceException refusal = await Assert.ThrowsAsync<DeviceException>(() => reading);
        Assert.StartsWith($"{_place.Fifo} is a regular file, not a FIFO;", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("0\n", File.ReadAllText(_place.Fifo));
    }

    [Fact]
    public async Task Presses_before_a_regular_file_took_its_place_are_read_first()
    {
        FifoButton button = _place.Opened(Noticing(out Action changed));
        _place.Write("0\n");
        File.Delete(_place.Fifo);
        File.WriteAllText(_place.Fifo, "");
        changed();
        Assert.True((await button.NextAsync()).Pressed);
        await Assert.ThrowsAsync<DeviceException>(() => button.NextAsync());
    }

    [Fact]
    public async Task A_fifo_that_is_deleted_while_the_watch_starts_is_made_again()
    {
        FifoButton button = _place.Opened((path, changed, failed) =>
        {
            File.Delete(path);
            return FifoWatch.Start(path, changed, failed);
        });
        _place.Write("0\n");
        Assert.True((await button.NextAsync()).Pressed);
    }

    [Fact]
    public async Task A_button_works_without_a_watch_and_says_so_once()
    {
        FifoButton button = _place.Opened((_, _, failed) =>
        {
            failed(new IOException("first"));
            throw new IOException("The configured user limit on the number of inotify instances has been reached.");
        });
        Assert.Equal(LogLevel.Warning, Assert.Single(_place.Log.Entries, entry => entry.EventId == NotWatched).Level);
        _place.Write("0\n");
        Assert.True((await button.NextAsync()).Pressed);
    }

    [Fact]
    public async Task A_change_that_concerns_another_file_changes_nothing()
    {
        FifoButton button = _place.Opened(Noticing(out Action changed));
        Task<ButtonEdge> reading = button.NextAsync();
        changed();
        _place.Write("0\n");
        Assert.True((await reading).Pressed);
        Assert.DoesNotContain(_place.Log.Entries, entry => entry.EventId is MadeAgain or Replaced);
    }

    // A watch that notices when the test says so.
    private static FifoWatchStart Noticing(out Action changed)
    {
        Action? notice = null;
        changed = () => notice!();
        return (_, told, _) =>
        {
            notice = told;
            return new MemoryStream();
        };
    }
}
