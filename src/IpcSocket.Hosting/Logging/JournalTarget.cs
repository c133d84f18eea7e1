using System.Globalization;
using Serilog.Events;

namespace IpcSocket.Hosting.Logging;

/// <summary>
/// The journal's own socket, which takes fields with a message (systemd: Native Journal Protocol). Every scalar property of an event
/// becomes a field: <c>Led</c> is <c>LED</c>, <c>MaxConnections</c> is <c>MAX_CONNECTIONS</c>, the logger's category is <c>LOGGER</c>,
/// the number of the event's id is <c>EVENT_ID</c>.
/// </summary>
internal sealed class JournalTarget : IDisposable
{
    /// <summary>Fields of an event that are sent; with the limits of their sizes a datagram stays below a socket's usual 208 KiB.</summary>
    public const int FieldLimit = 32;

    private readonly SyslogIdentity _identity;
    private readonly DatagramSender _sender;
    private readonly JournalDatagram _datagram = new();

    public JournalTarget(string path, SyslogIdentity identity) => (_identity, _sender) = (identity, new DatagramSender(path));

    /// <summary>Sends one event with its fields.</summary>
    public Sent Send(LogEvent logEvent)
    {
        if (!_sender.MayAnswer)
            return Sent.Nowhere;

        _datagram.Clear();
        _datagram.Add("MESSAGE", LogText.Lines(logEvent));
        _datagram.Add("PRIORITY", Number(SyslogIdentity.SeverityOf(logEvent.Level)));
        _datagram.Add("SYSLOG_IDENTIFIER", _identity.AppName);
        _datagram.Add("SYSLOG_FACILITY", Number((int)_identity.Facility));
        _datagram.Add("SYSLOG_PID", Number(_identity.ProcessId));
        var fields = 0;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (fields++ < FieldLimit)
                AddProperty(name, value);
        }

        return _sender.Send(_datagram.Bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _sender.Dispose();

    private void AddProperty(string name, LogEventPropertyValue value)
    {
        if (name == "EventId" && value is StructureValue eventId)
            value = eventId.Properties.FirstOrDefault(part => part.Name == "Id")?.Value ?? value;
        if (value is ScalarValue { Value: { } scalar } && JournalField.NameOf(name) is { } field)
            _datagram.Add(field, PrintableText.Escape(TextOf(scalar), keepNewlines: true));
    }

    private static string TextOf(object scalar) => scalar switch
    {
        bool truth => truth ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => scalar.ToString() ?? "",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
