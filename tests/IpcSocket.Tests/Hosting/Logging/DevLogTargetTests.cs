using System.Text;
using IpcSocket.Hosting.Logging;
using IpcSocket.Tests.Support;
using Serilog.Events;
using Xunit;

namespace IpcSocket.Tests.Hosting.Logging;

public sealed class DevLogTargetTests : IDisposable
{
    private readonly LogFolder _folder = new();
    private readonly LogReceiver _syslog;

    public DevLogTargetTests() => _syslog = new LogReceiver(_folder.PathOf("log"));

    [Theory]
    [InlineData(Facility.User, LogEventLevel.Information, "<14>")]
    [InlineData(Facility.User, LogEventLevel.Fatal, "<10>")]
    [InlineData(Facility.Daemons, LogEventLevel.Warning, "<28>")]
    internal void A_message_looks_as_the_c_library_writes_it(Facility facility, LogEventLevel level, string priority)
    {
        Send(LogEvents.Of("LED Status: On", level), facility);
        Assert.Equal($"{priority}Mar  7 14:03:45 LED TCP[4711]: LED Status: On", _syslog.NextText());
    }

    [Fact]
    public void An_event_is_one_line_with_its_exception()
    {
        Send(LogEvents.Of("a\nb\u009b", exception: new InvalidOperationException("x\ny")));
        Assert.EndsWith(@": a\nb\x9b\nSystem.InvalidOperationException: x\ny", _syslog.NextText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_message_is_cut_between_characters()
    {
        Send(LogEvents.Of(new string('ü', 100_000)));
        var datagram = _syslog.Next();
        Assert.InRange(datagram.Length, DevLogTarget.MessageLimit - 4, DevLogTarget.MessageLimit);
        Assert.DoesNotContain('\ufffd', Encoding.UTF8.GetString(datagram));
    }

    public void Dispose()
    {
        _syslog.Dispose();
        _folder.Dispose();
    }

    private void Send(LogEvent logEvent, Facility facility = Facility.User)
    {
        using var target = new DevLogTarget(_folder.PathOf("log"), new SyslogIdentity("LED TCP", facility, 4711));
        Assert.Equal(Sent.Taken, target.Send(logEvent));
    }
}
