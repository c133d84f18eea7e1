using System.Net.Sockets;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Hosting.Systemd;

public class InheritedSocketsTests
{
    [Theory]
    [InlineData("4711", "1", null, "unknown 3")]
    [InlineData("4711", "1", "led-tcp.socket", "led-tcp.socket 3")]
    [InlineData("4711", "3", "tcp:unix:", "tcp 3, unix 4,  5")]
    [InlineData("4711", "0", null, "")]
    [InlineData("4712", "1", null, "")]
    [InlineData("", "1", null, "")]
    [InlineData(null, "1", null, "")]
    [InlineData("other", "garbage", "a:b", "")]
    public void Sockets_are_those_passed_on_to_this_process_in_order(string? pid, string? count, string? names, string expected)
    {
        var closed = new List<int>();
        var sockets = Read(pid, count, names, descriptor =>
        {
            closed.Add(descriptor);
            return true;
        });
        Assert.Equal(expected, string.Join(", ", sockets.All.Select(socket => $"{socket.Name} {socket.Descriptor}")));
        Assert.Equal(sockets.All.Select(socket => socket.Descriptor), closed);
        Assert.Null(sockets.Fault);
    }

    [Theory]
    [InlineData("x", null, "LISTEN_FDS is 'x'; allowed is a number of descriptors")]
    [InlineData("-1", null, "LISTEN_FDS is '-1'; allowed is a number of descriptors")]
    [InlineData("2147483647", null, "LISTEN_FDS is '2147483647'; allowed is a number of descriptors")]
    [InlineData(null, null, "LISTEN_FDS is ''; allowed is a number of descriptors")]
    [InlineData("a\nb", null, @"LISTEN_FDS is 'a\nb'; allowed is a number of descriptors")]
    [InlineData("2", "one", "LISTEN_FDNAMES has 1 names; allowed are as many as LISTEN_FDS says, 2")]
    [InlineData("1000000", null, "LISTEN_FDS is '1000000', but descriptor 6 is not open")]
    public void Variables_that_make_no_sense_are_one_fault_and_give_no_socket(string? count, string? names, string fault)
    {
        var sockets = Read("4711", count, names, descriptor => descriptor < 6);
        Assert.Equal(fault, sockets.Fault);
        Assert.Empty(sockets.All);
    }

    [Fact]
    public void Stored_descriptors_differ_from_sockets_by_the_prefixes_that_the_daemon_names()
    {
        var inherited = Read("4711", "3", "led:kept-a:gpio-b", _ => true);
        Assert.Equal([("led", 3), ("gpio-b", 5)], inherited.All);
        Assert.Equal([("kept-a", 4)], inherited.Stored);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData(null, false)]
    public void The_unit_says_whether_the_daemon_depends_on_passed_sockets(string? value, bool areRequired) =>
        Assert.Equal(areRequired, InheritedSockets.Read(TrialEnvironment.With((InheritedSockets.RequiredVariable, value)), []).AreRequired);

    [Fact]
    public void A_descriptor_is_closed_in_programs_that_are_started()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var descriptor = (int)socket.Handle;
        FileDescriptor.KeepOnExec(descriptor);
        Assert.False(FileDescriptor.IsCloseOnExec(descriptor));
        Assert.True(FileDescriptor.TryCloseOnExec(descriptor));
        Assert.True(FileDescriptor.IsCloseOnExec(descriptor));
    }

    [Fact]
    public void A_descriptor_that_is_not_open_is_told_from_one_that_is() => Assert.False(FileDescriptor.TryCloseOnExec(1_000_000));

    private static InheritedSockets Read(string? pid, string? count, string? names, Func<int, bool> tryCloseOnExec) =>
        InheritedSockets.Read(
            TrialEnvironment.With(("LISTEN_PID", pid), ("LISTEN_FDS", count), ("LISTEN_FDNAMES", names)), ["kept-"], tryCloseOnExec);
}
