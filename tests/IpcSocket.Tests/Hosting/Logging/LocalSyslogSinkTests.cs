using System.Net.Sockets;
using IpcSocket.Hosting.Logging;
using IpcSocket.Tests.Support;
using Serilog.Events;
using Xunit;

namespace IpcSocket.Tests.Hosting.Logging;

public sealed class LocalSyslogSinkTests : IDisposable
{
    private readonly LogFolder _folder = new();
    private readonly LocalSyslogSink _sink;

    public LocalSyslogSinkTests() => _sink = NewSink();

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
    public void A_message_that_is_not_accepted_is_lost()
    {
        Assert.False(_sink.TryEmit(LogEvents.Of("one")));
        using var syslog = new LogReceiver(SyslogPath);
        Assert.True(_sink.TryEmit(LogEvents.Of("two")));
        Assert.EndsWith(": two", Assert.Single(syslog.Drain()), StringComparison.Ordinal);
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
        using var reporting = new DropReportingSink(TimeProvider.System);
        reporting.InFrontOf(_sink);
        // A receiver's queue is net.unix.max_dgram_qlen long, 10 to 512: far fewer than these.
        await Task.Run(() => EmitMany(reporting, Messages)).WaitAsync(Limits.Test);
        var taken = journal.Drain().Count;
        Assert.InRange(taken, 1, Messages - 1);

        reporting.Emit(LogEvents.Of("read again"));
        Assert.StartsWith("MESSAGE=read again\n", journal.NextText(), StringComparison.Ordinal);
        var report = journal.NextText();
        Assert.StartsWith($"MESSAGE={Messages - taken} log messages were lost", report, StringComparison.Ordinal);
        Assert.Contains($"\nLOST={Messages - taken}\n", report, StringComparison.Ordinal);
        Assert.True(syslog.IsEmpty);
    }

    [Fact]
    public void A_stream_to_the_journal_is_used_until_the_journal_answers()
    {
        using var written = new StringWriter();
        using var sink = NewSink(new JournalStreamTarget((to, formatter) => to.Sink(new WriterSink(written, formatter))));
        using var syslog = new LogReceiver(SyslogPath);
        sink.Emit(LogEvents.Of("one", LogEventLevel.Error, new InvalidOperationException("a\nb")));
        Assert.Equal("<3>one\n<3>System.InvalidOperationException: a\n<3>b\n", written.ToString());
        using (var journal = new LogReceiver(JournalPath))
        {
            sink.Emit(LogEvents.Of("two"));
            Assert.StartsWith("MESSAGE=two\n", Assert.Single(journal.Drain()), StringComparison.Ordinal);
        }

        sink.Emit(LogEvents.Of("three"));
        Assert.EndsWith(": three", Assert.Single(syslog.Drain()), StringComparison.Ordinal);
        Assert.EndsWith("<3>b\n", written.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _sink.Dispose();
        _folder.Dispose();
    }

    private LocalSyslogSink NewSink(JournalStreamTarget? stream = null)
    {
        var identity = new SyslogIdentity("LED TCP", Facility.User, 4711);
        return new LocalSyslogSink(new JournalTarget(JournalPath, identity), new DevLogTarget(SyslogPath, identity), stream);
    }

    private static void EmitMany(DropReportingSink sink, int messages)
    {
        for (var i = 0; i < messages; i++)
            sink.Emit(LogEvents.Of("one of many"));
    }
}
