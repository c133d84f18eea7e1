using System.Net.Sockets;
using IpcSocket.Platform;
using IpcSocket.Platform.Pc;
using Xunit;

namespace IpcSocket.Tests.Platform.Pc;

public sealed class FifoFileTests : IAsyncLifetime
{
    private const UnixFileMode AllMayPress =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly FifoPlace _place = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();

    [Fact]
    public void A_missing_fifo_is_made_so_that_all_may_press_and_only_the_owner_reads()
    {
        _place.Opened();
        Assert.Equal(0, FileStatus.Of(_place.Fifo, out FileStatus made));
        Assert.True(made.IsFifo);
        Assert.Equal(AllMayPress, File.GetUnixFileMode(_place.Fifo));
    }

    [Fact]
    public async Task A_fifo_that_was_there_keeps_its_mode()
    {
        await _place.ShellAsync("mkfifo -m 600 \"$1\"");
        _place.Opened();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_place.Fifo));
    }

    [Fact]
    public void A_regular_file_in_its_place_is_refused_and_kept()
    {
        File.WriteAllText(_place.Fifo, "somebody's");
        Assert.Equal(
            $"{_place.Fifo} is a regular file, not a FIFO; remove it or set Fifo to another path", Refusal(_place.Fifo));
        Assert.Equal("somebody's", File.ReadAllText(_place.Fifo));
    }

    [Fact]
    public void A_directory_in_its_place_is_refused_and_kept()
    {
        Directory.CreateDirectory(_place.Fifo);
        Assert.StartsWith($"{_place.Fifo} is a directory, not a FIFO;", Refusal(_place.Fifo), StringComparison.Ordinal);
        Assert.True(Directory.Exists(_place.Fifo));
    }

    [Fact]
    public void A_device_is_refused() =>
        Assert.StartsWith("/dev/null is a character device, not a FIFO;", Refusal("/dev/null"), StringComparison.Ordinal);

    [Fact]
    public void A_socket_is_refused()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_place.Fifo));
        Assert.StartsWith($"{_place.Fifo} is a socket, not a FIFO;", Refusal(_place.Fifo), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_another_kind_is_refused()
    {
        File.WriteAllText(_place.Beside("file"), "");
        File.CreateSymbolicLink(_place.Fifo, _place.Beside("file"));
        AssertLinkIsRefused();
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_refused_and_nothing_is_made_at_its_end()
    {
        File.CreateSymbolicLink(_place.Fifo, _place.Beside("nothing"));
        AssertLinkIsRefused();
        Assert.False(File.Exists(_place.Beside("nothing")));
    }

    [Fact]
    public async Task A_link_to_a_fifo_is_refused()
    {
        await _place.ShellAsync("mkfifo \"$1.other\" && ln -s \"$1.other\" \"$1\"");
        AssertLinkIsRefused();
    }

    [Fact]
    public async Task The_system_does_not_follow_a_link_that_appears_behind_the_look()
    {
        await _place.ShellAsync("mkfifo \"$1.other\" && ln -s \"$1.other\" \"$1\"");
        using var opened = FifoSystemCalls.Open(
            _place.Fifo, FifoSystemCalls.O_RDWR | FifoSystemCalls.O_NONBLOCK | FifoSystemCalls.O_NOFOLLOW | FifoSystemCalls.O_CLOEXEC);
        Assert.True(opened.IsInvalid);
    }

    [Fact]
    public async Task A_fifo_that_a_link_to_it_took_the_place_of_is_no_longer_in_place()
    {
        using FifoFile fifo = FifoFile.Open(_place.Fifo);
        Assert.True(fifo.IsInPlace());
        await _place.ShellAsync("mv \"$1\" \"$1.other\" && ln -s \"$1.other\" \"$1\"");
        Assert.False(fifo.IsInPlace());
    }

    [Fact]
    public async Task A_fifo_of_another_user_is_refused()
    {
        // One that is root's is used by all, so that root has to give it away first.
        await _place.ShellAsync("mkfifo \"$1\" && if [ \"$(id -u)\" = 0 ]; then chown 65533 \"$1\"; fi");
        Assert.Equal(0, FileStatus.Of(_place.Fifo, out FileStatus found));
        var refusal = Assert.Throws<DeviceException>(() => FifoFile.Open(_place.Fifo, found.Owner + 1));
        Assert.Equal(
            $"{_place.Fifo} is a FIFO of user {found.Owner}, and only one of user {found.Owner + 1} or of root is used; "
            + "remove it or set Fifo to another path",
            refusal.Message);
    }

    [Fact]
    public void A_missing_directory_is_named()
    {
        string path = _place.Beside("none/fifo");
        Assert.Equal(
            $"{path} cannot be made: its directory {_place.Beside("none")} does not exist; "
            + "create it or set Fifo to another path",
            Refusal(path));
    }

    [Fact]
    public void A_file_where_a_directory_should_be_is_named()
    {
        File.WriteAllText(_place.Beside("file"), "");
        Assert.Contains("a part of its path is not a directory", Refusal(_place.Beside("file/fifo")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_button_that_was_refused_opens_once_the_fault_is_mended()
    {
        File.WriteAllText(_place.Fifo, "");
        FifoButton button = _place.Closed();
        Assert.Throws<DeviceException>(button.Open);
        File.Delete(_place.Fifo);
        button.Open();
    }

    private void AssertLinkIsRefused() => Assert.Equal(
        $"{_place.Fifo} is a symbolic link, which is not followed; remove it or set Fifo to the path of the FIFO itself", Refusal(_place.Fifo));

    private string Refusal(string path)
    {
        string message = Assert.Throws<DeviceException>(_place.Closed(path).Open).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
