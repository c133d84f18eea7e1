using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using IpcSocket.Hosting.Logging;
using IpcSocket.Tests.Support;
using Serilog.Events;
using Xunit;

namespace IpcSocket.Tests.Hosting.Logging;

public sealed class JournalTargetTests : IDisposable
{
    private readonly LogFolder _folder = new();
    private readonly LogReceiver _journal;
    private readonly JournalTarget _target;

    public JournalTargetTests()
    {
        _journal = new LogReceiver(_folder.PathOf("journal"));
        _target = new JournalTarget(_folder.PathOf("journal"), new SyslogIdentity("LED TCP", Facility.User, 4711));
    }

    [Fact]
    public void An_event_is_its_message_and_its_properties_as_fields()
    {
        var logEvent = LogEvents.With(
            "LED Status: {State}",
            LogEvents.Scalar("State", "On"),
            LogEvents.Scalar("Led", "default"),
            LogEvents.Scalar("MaxConnections", 1024),
            LogEvents.Scalar("Ratio", 0.5),
            LogEvents.Scalar("Before", true),
            LogEvents.Scalar("Nothing", null),
            LogEvents.Scalar("SourceContext", "LedTcp.LedBank"),
            new LogEventProperty("EventId", new StructureValue([LogEvents.Scalar("Id", 104), LogEvents.Scalar("Name", "Changed")])));

        Assert.Equal(Sent.Taken, _target.Send(logEvent));
        Assert.Equal(
            "MESSAGE=LED Status: On\nPRIORITY=6\nSYSLOG_IDENTIFIER=LED TCP\nSYSLOG_FACILITY=1\nSYSLOG_PID=4711\n"
            + "STATE=On\nLED=default\nMAX_CONNECTIONS=1024\nRATIO=0.5\nBEFORE=true\nLOGGER=LedTcp.LedBank\nEVENT_ID=104\n",
            _journal.NextText());
    }

    [Fact]
    public void A_value_of_several_lines_has_its_length_before_it()
    {
        _target.Send(LogEvents.With("text", LogEvents.Scalar("Peer", "a\nPRIORITY=0")));
        var datagram = _journal.Next();
        var start = datagram.AsSpan().IndexOf("PEER\n"u8) + 5;
        Assert.Equal(12UL, BinaryPrimitives.ReadUInt64LittleEndian(datagram.AsSpan(start)));
        Assert.Equal("a\nPRIORITY=0\n", Encoding.UTF8.GetString(datagram.AsSpan(start + 8)));
    }

    [Fact]
    public void A_message_is_escaped_but_its_stack_trace_keeps_its_lines()
    {
        _target.Send(LogEvents.Of("a\nb\x1b", exception: new InvalidOperationException("x\x1b\ny")));
        Assert.Contains("a\\nb\\x1b\nSystem.InvalidOperationException: x\\x1b\ny\nPRIORITY", _journal.NextText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_escaped_too()
    {
        _target.Send(LogEvents.With("text", LogEvents.Scalar("Peer", "a\u202eb\x1b")));
        Assert.Contains("\nPEER=a\\u202eb\\x1b\n", _journal.NextText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogEventLevel.Fatal, 2)]
    [InlineData(LogEventLevel.Error, 3)]
    [InlineData(LogEventLevel.Warning, 4)]
    [InlineData(LogEventLevel.Information, 6)]
    [InlineData(LogEventLevel.Debug, 7)]
    [InlineData(LogEventLevel.Verbose, 7)]
    public void The_level_is_a_severity_of_syslog(LogEventLevel level, int priority)
    {
        _target.Send(LogEvents.Of("text", level));
        Assert.Contains($"\nPRIORITY={priority}\n", _journal.NextText(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_event_still_fits_into_a_datagram()
    {
        var properties = Enumerable.Range(0, 1000)
            .Select(i => LogEvents.Scalar("P" + i.ToString(CultureInfo.InvariantCulture), new string('ü', 100_000)));
        var logEvent = new LogEvent(
            LogEvents.Time, LogEventLevel.Error, new InvalidOperationException(new string('é', 1_000_000)),
            LogEvents.Of(new string('\x1b', 1_000_000)).MessageTemplate, properties);
        Assert.Equal(Sent.Taken, _target.Send(logEvent));
        Assert.InRange(_journal.Next().Length, 1, 160 * 1024);
    }

    public void Dispose()
    {
        _target.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }
}
