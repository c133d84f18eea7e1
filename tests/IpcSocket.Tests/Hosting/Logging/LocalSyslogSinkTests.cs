using System.Net.Sockets;
using IpcSocket.Hosting.Logging;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Hosting.Logging;

public sealed class LocalSyslogSinkTests : IDisposable
{
    private readonly LogFolder _folder = new();
    private readonly LocalSyslogSink _sink;

    public LocalSyslogSinkTests()
    {
        var identity = new SyslogIdentity("LED TCP", Facility.User, 4711);
        _sink = new LocalSyslogSink(new JournalTarget(JournalPath, identity), new DevLogTarget(SyslogPath, identity));
    }

    private string JournalPath => _folder.PathOf("journal");

    private string SyslogPath => _folder.PathOf("log");

    [Fact]
    public void A_message_goes_to_the_journal_and_not_to_the_syslog_daemon_as_well()
    {
        using var journal = new LogReceiver(JournalPath);
        using var syslog = new LogReceiver(SyslogPath);
        _sink.Emit(LogEvents.Of("on"));
        Assert.StartsWith("MESSAGE=on\n", Assert.Single(journal.Drain()), StringComparison.Ordinal);
        Assert.True(syslog.IsEmpty);
    }

    [Fact]
    public void A_message_goes_to_the_syslog_daemon_where_no_journal_answers()
    {
        using var syslog = new LogReceiver(SyslogPath);
        // The path is there, but nobody reads any more: what a receiver leaves that was killed.
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(_folder.PathOf("killed")));
            File.CreateSymbolicLink(JournalPath, _folder.PathOf("killed"));
        }

        _sink.Emit(LogEvents.Of("on"));
        Assert.EndsWith(": on", Assert.Single(syslog.Drain()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_nobody_takes_is_lost_and_counted_when_somebody_does()
    {
        _sink.Emit(LogEvents.Of("one"));
        _sink.Emit(LogEvents.Of("two"));

        using var syslog = new LogReceiver(SyslogPath);
        _sink.Emit(LogEvents.Of("three"));
        _sink.Emit(LogEvents.Of("four"));

        Assert.Collection(
            syslog.Drain(),
            line => Assert.EndsWith(": three", line, StringComparison.Ordinal),
            line =>
            {
                Assert.StartsWith("<12>", line, StringComparison.Ordinal);
                Assert.EndsWith(": 2 log messages were lost: the system log did not take them", line, StringComparison.Ordinal);
            },
            line => Assert.EndsWith(": four", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_socket_that_was_removed_and_made_again_is_found_at_once()
    {
        using (var first = new LogReceiver(JournalPath))
        {
            _sink.Emit(LogEvents.Of("one"));
            Assert.StartsWith("MESSAGE=one\n", first.NextText(), StringComparison.Ordinal);
        }

        using var second = new LogReceiver(JournalPath);
        _sink.Emit(LogEvents.Of("two"));
        Assert.StartsWith("MESSAGE=two\n", second.NextText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_never_reads_blocks_nobody_and_its_losses_are_counted_once_it_reads()
    {
        const int Messages = 2000;
        using var journal = new LogReceiver(JournalPath);
        using var syslog = new LogReceiver(SyslogPath);
        // A receiver's queue is net.unix.max_dgram_qlen long, 10 to 512: far fewer than these.
        await Task.Run(() => EmitMany(Messages)).WaitAsync(TimeSpan.FromSeconds(30));
        var taken = journal.Drain().Count;
        Assert.InRange(taken, 1, Messages - 1);

        _sink.Emit(LogEvents.Of("read again"));
        Assert.StartsWith("MESSAGE=read again\n", journal.NextText(), StringComparison.Ordinal);
        var report = journal.NextText();
        Assert.StartsWith($"MESSAGE={Messages - taken} log messages were lost", report, StringComparison.Ordinal);
        Assert.Contains($"\nLOST={Messages - taken}\n", report, StringComparison.Ordinal);
        Assert.True(syslog.IsEmpty);
    }

    public void Dispose()
    {
        _sink.Dispose();
        _folder.Dispose();
    }

    private void EmitMany(int messages)
    {
        for (var i = 0; i < messages; i++)
            _sink.Emit(LogEvents.Of("one of many"));
    }
}
