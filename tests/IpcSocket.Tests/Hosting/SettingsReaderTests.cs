using IpcSocket.Hosting;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public class SettingsReaderTests
{
    [Fact]
    public void A_setting_that_is_not_there_reads_as_its_default()
    {
        var reader = Reader();
        Assert.Equal("127.0.0.1", reader.Text("Host", "127.0.0.1"));
        Assert.Equal(5555, reader.Integer("Port", 5555, 0, 65535));
        Assert.Equal(TimeSpan.FromSeconds(30), reader.Duration("Timeout", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromHours(1)));
        Assert.Equal("pc", reader.Choice("Adapter", "pc", ["pc", "gpio"]));
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public void Settings_are_found_in_any_case()
    {
        var reader = Reader(("PORT", "6000"));
        Assert.Equal(6000, reader.Integer("Port", 5555, 0, 65535));
        reader.RejectUnknownKeys();
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData("70000")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("12a")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    [InlineData("99999999999999999999")]
    public void A_number_that_is_not_allowed_is_a_fault_and_reads_as_the_default(string value)
    {
        var reader = Reader(("Port", value));
        Assert.Equal(5555, reader.Integer("Port", 5555, 0, 65535));
        Assert.Equal($"LedServer:Port is '{value}'; allowed is a whole number from 0 to 65535", Assert.Single(reader.Faults));
    }

    [Theory]
    [InlineData("00:00:30", 30_000)]
    [InlineData("00:00:00.250", 250)]
    [InlineData("01:00:00", 3_600_000)]
    public void A_length_of_time_is_hours_minutes_seconds_and_perhaps_milliseconds(string value, int milliseconds)
    {
        var reader = Reader(("Timeout", value));
        var time = reader.Duration("Timeout", TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), time);
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("00:30")]
    [InlineData("00:00:00.249")]
    [InlineData("01:00:00.001")]
    [InlineData("1.00:00:00")]
    public void A_length_of_time_that_is_not_allowed_is_a_fault_that_shows_the_limits(string value)
    {
        var reader = Reader(("Timeout", value));
        Assert.Equal(
            TimeSpan.FromSeconds(1),
            reader.Duration("Timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250), TimeSpan.FromHours(1)));
        Assert.Equal(
            $"LedServer:Timeout is '{value}'; allowed is a time from 00:00:00.250 to 01:00:00, as hh:mm:ss or hh:mm:ss.fff",
            Assert.Single(reader.Faults));
    }

    [Fact]
    public void A_choice_is_returned_as_the_set_spells_it() =>
        Assert.Equal("gpio", Reader(("Adapter", "GPIO")).Choice("Adapter", "pc", ["pc", "gpio"]));

    [Fact]
    public void A_word_outside_the_set_is_a_fault_that_lists_the_set()
    {
        var reader = Reader(("Adapter", "gpoi"));
        Assert.Equal("pc", reader.Choice("Adapter", "pc", ["pc", "gpio"]));
        Assert.Equal("LedServer:Adapter is 'gpoi'; allowed is one of pc, gpio", Assert.Single(reader.Faults));
    }

    [Fact]
    public void A_text_is_not_empty_and_passes_the_callers_own_check()
    {
        var reader = Reader(("Host", ""), ("Fifo", "tmp"));
        Assert.Equal("*", reader.Text("Host", "*"));
        Assert.Equal("/x", reader.Text("Fifo", "/x", text => text.StartsWith('/') ? null : "an absolute path"));
        Assert.Equal(
            ["LedServer:Host is ''; allowed is a text that is not empty", "LedServer:Fifo is 'tmp'; allowed is an absolute path"],
            reader.Faults);
    }

    [Theory]
    [InlineData("/a\0b", @"/a\x00b")]
    [InlineData("/a\nb", @"/a\nb")]
    [InlineData("\u009b", @"\x9b")]
    public void A_text_has_no_control_characters(string value, string shown)
    {
        var reader = Reader(("Fifo", value));
        Assert.Equal("/x", reader.Text("Fifo", "/x", _ => throw new InvalidOperationException("the caller's check is not asked")));
        Assert.Equal($"LedServer:Fifo is '{shown}'; allowed is a text without control characters", Assert.Single(reader.Faults));
    }

    [Fact]
    public void Half_of_a_character_is_no_text()
    {
        var reader = Reader(("Host", "a\ud800"));
        Assert.Equal("*", reader.Text("Host", "*"));
        Assert.Equal(@"LedServer:Host is 'a\ud800'; allowed is a text without control characters", Assert.Single(reader.Faults));
    }

    [Fact]
    public void A_tab_may_part_words() => Assert.Equal("LED\tON", Reader(("Press", "LED\tON")).Text("Press", "none"));

    [Fact]
    public void A_fault_is_one_short_line_whatever_the_value()
    {
        var reader = Reader(("Port", "1\n\x1b[31m" + new string('x', 10_000)));
        reader.Integer("Port", 5555, 0, 65535);
        var fault = Assert.Single(reader.Faults);
        Assert.StartsWith(@"LedServer:Port is '1\n\x1b[31mxxx", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(fault, char.IsControl);
        Assert.InRange(fault.Length, 0, 200);
    }

    [Fact]
    public void An_unknown_key_is_a_fault_that_names_the_nearest_setting()
    {
        var reader = Reader(("Prot", "6000"));
        reader.Text("Host", "*");
        reader.Integer("Port", 5555, 0, 65535);
        reader.RejectUnknownKeys();
        Assert.Equal(
            "LedServer:Prot is not a setting; did you mean Port? The settings are Host, Port", Assert.Single(reader.Faults));
    }

    [Fact]
    public void An_unknown_key_like_none_of_the_settings_is_a_fault_that_lists_them()
    {
        var reader = Reader(("Colour", "red"));
        reader.Integer("Port", 5555, 0, 65535);
        reader.Text("Host", "*");
        reader.RejectUnknownKeys();
        Assert.Equal("LedServer:Colour is not a setting; the settings are Host, Port", Assert.Single(reader.Faults));
    }

    [Fact]
    public void Names_and_reasons_that_a_file_gives_are_escaped_too()
    {
        var reader = Reader(("Leds:a\n\x1b[31m:Port", "x"));
        var group = reader.Group("Leds").Group("a\n\x1b[31m");
        group.Integer("Port", 5555, 0, 65535);
        group.Fault("Fifo", "is the button \n already");
        Assert.Equal(
            [
                @"LedServer:Leds:a\n\x1b[31m:Port is 'x'; allowed is a whole number from 0 to 65535",
                @"LedServer:Leds:a\n\x1b[31m:Fifo is the button \n already",
            ],
            reader.Faults);
    }

    [Fact]
    public void A_group_where_a_value_belongs_is_a_fault()
    {
        var reader = Reader(("Port:Number", "1"));
        Assert.Equal(5555, reader.Integer("Port", 5555, 0, 65535));
        reader.RejectUnknownKeys();
        Assert.Equal(
            "LedServer:Port is a group of settings; allowed is a whole number from 0 to 65535", Assert.Single(reader.Faults));
    }

    [Fact]
    public void A_value_where_the_section_belongs_is_a_fault()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("LedServer", "on")]).Build();
        var reader = new SettingsReader(configuration.GetSection("LedServer"));
        reader.RejectUnknownKeys();
        Assert.Equal("LedServer is 'on'; allowed is a group of settings", Assert.Single(reader.Faults));
    }

    private static SettingsReader Reader(params (string Key, string Value)[] settings)
    {
        var pairs = settings.Select(setting => new KeyValuePair<string, string?>($"LedServer:{setting.Key}", setting.Value));
        return new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build().GetSection("LedServer"));
    }
}
