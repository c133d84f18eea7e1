using IpcSocket.Platform;
using IpcSocket.Platform.Pc;
using Xunit;

namespace IpcSocket.Tests.Platform.Pc;

// One reader to a FIFO.
public sealed class FifoLockTests : IAsyncLifetime
{
    private readonly FifoPlace _place = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    [Fact]
    public async Task A_second_button_on_a_fifo_is_refused_and_the_first_goes_on()
    {
        FifoButton first = _place.Opened();
        AssertSecondIsRefused();
        _place.Write("0\n");
        Assert.True((await first.NextAsync()).Pressed);
    }

    [Fact]
    public async Task A_fifo_that_was_made_again_has_one_reader_too()
    {
        FifoButton first = _place.Opened();
        Task<ButtonEdge> reading = first.NextAsync();
        File.Delete(_place.Fifo);
        await _place.Log.EntryAsync(302);
        // Its reading shows that it has the new one.
        _place.Write("0\n");
        await reading;
        AssertSecondIsRefused();
    }

    [Fact]
    public async Task A_fifo_is_free_when_its_reader_has_ended()
    {
        FifoButton first = _place.Opened();
        await first.DisposeAsync();
        _place.Opened();
    }

    [Fact]
    public void A_refused_reader_leaves_no_lock()
    {
        using (FifoFile first = FifoFile.Open(_place.Fifo))
            Assert.Throws<DeviceException>(() => FifoFile.Open(_place.Fifo));
        using FifoFile next = FifoFile.Open(_place.Fifo);
    }

    [Fact]
    public async Task A_reader_that_does_not_lock_is_no_hindrance()
    {
        await _place.ShellAsync("mkfifo \"$1\"");
        using var other = FifoSystemCalls.Open(_place.Fifo, FifoSystemCalls.O_RDWR | FifoSystemCalls.O_NONBLOCK | FifoSystemCalls.O_CLOEXEC);
        Assert.False(other.IsInvalid);
        _place.Opened();
    }

    [Fact]
    public async Task A_lock_of_one_who_may_only_write_keeps_no_button_from_its_fifo()
    {
        await _place.ShellAsync("mkfifo \"$1\"");
        using var reader = FifoSystemCalls.Open(_place.Fifo, FifoSystemCalls.O_RDWR | FifoSystemCalls.O_NONBLOCK | FifoSystemCalls.O_CLOEXEC);
        using FileStream writer = _place.OpenWriter();
        var writeLock = new FifoSystemCalls.FileLock { Type = FifoSystemCalls.F_WRLCK, Length = 1 };
        Assert.Equal(0, FifoSystemCalls.LockFile(writer.SafeFileHandle, FifoSystemCalls.F_OFD_SETLK, ref writeLock));
        _place.Opened();
    }

    private void AssertSecondIsRefused() => Assert.Equal(
        $"{_place.Fifo} is the button of another process already; stop that one ('fuser -v {_place.Fifo}' shows it) or set Fifo to another path",
        Assert.Throws<DeviceException>(_place.Closed().Open).Message);
}
