using IpcSocket.Hosting.Logging;
using Xunit;

namespace IpcSocket.Tests.Hosting.Logging;

public class JournalFieldTests
{
    [Theory]
    [InlineData("Led", "LED")]
    [InlineData("LED", "LED")]
    [InlineData("peer", "PEER")]
    [InlineData("MaxConnections", "MAX_CONNECTIONS")]
    [InlineData("LEDState", "LED_STATE")]
    [InlineData("Ipv6Address", "IPV6_ADDRESS")]
    [InlineData("EventId", "EVENT_ID")]
    [InlineData("SourceContext", "LOGGER")]
    public void A_property_is_a_field_in_upper_case(string property, string field) => Assert.Equal(field, JournalField.NameOf(property));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("_Boot")]
    [InlineData("Größe")]
    [InlineData("a=b")]
    [InlineData("a\nb")]
    [InlineData("A23456789B123456789C123456789D123456789E123456789F123456789G12345")]
    public void A_name_that_the_journal_would_refuse_is_no_field(string property) => Assert.Null(JournalField.NameOf(property));

    [Theory]
    [InlineData("Message")]
    [InlineData("Priority")]
    [InlineData("SyslogPid")]
    [InlineData("Logger")]
    public void A_property_cannot_take_the_place_of_a_messages_own_field(string property) => Assert.Null(JournalField.NameOf(property));
}
