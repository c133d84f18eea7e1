using IpcSocket.Platform.Pc;
using Xunit;

namespace IpcSocket.Tests.Platform.Pc;

// Refusals that a test run by root does not meet.
public sealed class FifoFaultTests
{
    private static readonly FileStatus FifoOfAnother = new(0x1000 | Convert.ToInt32("622", 8), 1000, 1, 1);
    private static readonly FileStatus OwnDirectory = new(0x4000 | Convert.ToInt32("755", 8), 0, 1, 2);
    private static readonly FileStatus Tmp = new(0x4000 | Convert.ToInt32("1777", 8), 0, 1, 2);

    [Fact]
    public void The_fifo_of_another_user_is_named_with_its_owner_and_mode() => Assert.Equal(
        "/run/x is a FIFO of user 1000 with mode 0622, which this user may not read and write; "
        + "remove it or set Fifo to another path",
        FifoFault.Opening("/run/x", FifoSystemCalls.EACCES, FifoOfAnother, OwnDirectory).Message);

    [Fact]
    public void In_a_sticky_directory_it_says_who_may_remove_it_and_names_the_protection_of_fifos() => Assert.EndsWith(
        ", and fs.protected_fifos, where set, keeps others from pressing it here; "
        + "have user 1000 or root remove it or set Fifo to another path",
        FifoFault.Opening("/tmp/x", FifoSystemCalls.EACCES, FifoOfAnother, Tmp).Message, StringComparison.Ordinal);

    [Fact]
    public void A_fifo_of_the_directorys_owner_is_free_of_that_protection() => Assert.DoesNotContain(
        "protected_fifos",
        FifoFault.Opening("/tmp/x", FifoSystemCalls.EACCES, FifoOfAnother with { Owner = 0 }, Tmp).Message, StringComparison.Ordinal);

    [Fact]
    public void A_directory_that_may_not_be_written_is_named() => Assert.Equal(
        "/etc/x cannot be made: no permission to write to /etc; grant it or set Fifo to another path",
        FifoFault.Making("/etc/x", FifoSystemCalls.EACCES).Message);

    [Fact]
    public void A_read_only_file_system_is_named() => Assert.Contains(
        "/usr is on a read-only file system", FifoFault.Making("/usr/x", FifoSystemCalls.EROFS).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1622", 7, 1, false)]
    [InlineData("622", 8, 1, false)]
    [InlineData("622", 7, 2, false)]
    [InlineData("666", 7, 1, false)]
    [InlineData("622", 7, 1, true)]
    [InlineData("600", 7, 1, true)]
    public void Only_what_can_be_the_made_fifo_gets_its_mode(string mode, uint owner, uint links, bool expected)
    {
        var status = new FileStatus(0x1000 | Convert.ToInt32(mode, 8), owner, 1, 1) { Links = links };
        Assert.Equal(expected, status.CanBeMadeBy(7, (UnixFileMode)Convert.ToInt32("622", 8)));
    }

    [Fact]
    public void An_error_without_a_text_of_its_own_says_what_the_system_said()
    {
        const int NoSpace = 28;
        Assert.Equal(
            "/tmp/x cannot be made: No space left on device (error 28); set Fifo to another path",
            FifoFault.Making("/tmp/x", NoSpace).Message);
    }
}
