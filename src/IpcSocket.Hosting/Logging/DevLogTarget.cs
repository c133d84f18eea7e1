using System.Buffers;
using System.Globalization;
using System.Text;
using Serilog.Events;

namespace IpcSocket.Hosting.Logging;

/// <summary>
/// The syslog daemon's local socket. A message looks as the C library's <c>syslog(3)</c> writes it, the form of RFC 3164 with local time
/// and without a host name: <c>&lt;14&gt;Mar  7 14:03:45 LED TCP[4711]: LED Status: On</c>.
/// </summary>
internal sealed class DevLogTarget : IDisposable
{
    /// <summary>Bytes of a whole message: as much as rsyslog takes unless told otherwise.</summary>
    public const int MessageLimit = 8 * 1024;

    private readonly SyslogIdentity _identity;
    private readonly DatagramSender _sender;
    private readonly ArrayBufferWriter<byte> _datagram = new();

    public DevLogTarget(string path, SyslogIdentity identity) => (_identity, _sender) = (identity, new DatagramSender(path));

    /// <summary>Sends one event as one line.</summary>
    public Sent Send(LogEvent logEvent)
    {
        if (!_sender.MayAnswer)
            return Sent.Nowhere;

        var time = logEvent.Timestamp.ToLocalTime();
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"<{_identity.PriorityOf(logEvent.Level)}>{time:MMM} {time.Day,2} {time:HH:mm:ss} {_identity.AppName}[{_identity.ProcessId}]: ");
        _datagram.ResetWrittenCount();
        Encoding.UTF8.GetBytes(head, _datagram);
        _datagram.Write(LogText.Utf8(LogText.OneLine(logEvent), MessageLimit - _datagram.WrittenCount));
        return _sender.Send(_datagram.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _sender.Dispose();
}
