using IpcSocket.Protocol.Net;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class SocketPairTests
{
    // <asm-generic/fcntl.h>, as /proc/PID/fdinfo shows it.
    private const int O_CLOEXEC = 0x80000;

    [Fact]
    public void Each_end_receives_what_the_other_sends()
    {
        var (near, far) = SocketPair.Create();
        using (near)
        using (far)
        {
            var received = new byte[2];
            near.Send([1]);
            Assert.Equal(1, far.Receive(received));
            far.Send([2, 3]);
            Assert.Equal(2, near.Receive(received));
        }
    }

    [Fact]
    public void A_pair_has_no_name_and_no_program_inherits_it()
    {
        var (near, far) = SocketPair.Create();
        using (near)
        using (far)
        {
            foreach (var end in new[] { near, far })
            {
                var descriptor = (int)end.Handle;
                var inode = new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget!["socket:[".Length..^1];
                Assert.Equal(7, RowOf(inode).Length);
                var flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
                Assert.NotEqual(0, Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & O_CLOEXEC);
            }
        }
    }

    // unix(7): number, reference count, protocol, flags, type, state, inode, and the name if the socket has one. The kernel returns the list in
    // pieces; a socket of another test that is opened or closed between two of them can hide a row.
    private static string[] RowOf(string inode)
    {
        for (var attempt = 1; attempt <= 1000; attempt++)
        {
            var rows = File.ReadLines("/proc/net/unix").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (rows.FirstOrDefault(columns => columns[6] == inode) is { } row)
                return row;
        }
        throw new Xunit.Sdk.XunitException($"/proc/net/unix has no socket {inode}");
    }
}
