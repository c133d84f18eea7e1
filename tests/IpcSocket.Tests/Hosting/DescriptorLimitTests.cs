using IpcSocket.Hosting;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public sealed class DescriptorLimitTests
{
    [Theory]
    [InlineData("1048576", 1048384)]
    [InlineData("1024", 832)]
    [InlineData("200", 50)]
    [InlineData("2", 1)]
    [InlineData("unlimited", int.MaxValue - 192)]
    public void What_the_process_needs_itself_is_kept_back(string soft, int most)
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(most, DescriptorLimit.MostConnections(Write(directory, soft)));
    }

    [Theory]
    [InlineData("64", "the descriptor limit is 64, too low to start; at least 192 are needed: raise LimitNOFILE= of the unit (ulimit -n)")]
    [InlineData("191", "the descriptor limit is 191, too low to start; at least 192 are needed: raise LimitNOFILE= of the unit (ulimit -n)")]
    [InlineData("192", null)]
    [InlineData("unlimited", null)]
    public void A_limit_with_which_no_daemon_can_start_is_an_error(string soft, string? error)
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(error, DescriptorLimit.Error(Write(directory, soft)));
    }

    [Fact]
    public void Where_the_limit_cannot_be_read_there_is_none()
    {
        Assert.Equal(int.MaxValue, DescriptorLimit.MostConnections("/nowhere/limits"));
        Assert.Null(DescriptorLimit.Error("/nowhere/limits"));
    }

    [Fact]
    public void The_limit_of_this_process_is_read() => Assert.InRange(DescriptorLimit.MostConnections(), 1, int.MaxValue - 1);

    private static string Write(TemporaryDirectory directory, string soft)
    {
        File.WriteAllText(
            directory["limits"],
            $"Limit                     Soft Limit           Hard Limit           Units\nMax open files            {soft,-21}1048576              files\n");
        return directory["limits"];
    }
}
