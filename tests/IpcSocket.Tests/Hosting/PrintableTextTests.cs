using IpcSocket.Hosting;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public class PrintableTextTests
{
    [Theory]
    [InlineData("LED Status: On", "LED Status: On")]
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("\x1b[2J", @"\x1b[2J")]
    [InlineData("\0\x7f\u009b", @"\x00\x7f\x9b")]
    [InlineData(@"C:\new", @"C:\new")]
    [InlineData("Grün 💡", "Grün 💡")]
    public void Control_characters_are_written_out_and_nothing_else_changes(string text, string shown) =>
        Assert.Equal(shown, PrintableText.Escape(text));

    [Theory]
    [InlineData("a\u202eb", @"a\u202eb")]
    [InlineData("\u200b\u00ad\ufeff", @"\u200b\u00ad\ufeff")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("x\U000e0041y💡", @"x\U000e0041y💡")]
    public void Characters_that_reorder_hide_or_break_a_line_are_written_out(string text, string shown) =>
        Assert.Equal(shown, PrintableText.Escape(text));

    [Fact]
    public void Half_of_a_character_is_written_out()
    {
        // Not in an attribute, which cannot hold it.
        Assert.Equal(@"\ud800a\udc00", PrintableText.Escape("\ud800a\udc00"));
        Assert.Equal(@"b\ud800", PrintableText.Escape("b\ud800"));
    }

    [Fact]
    public void A_long_text_ends_in_an_ellipsis() => Assert.Equal("abc…", PrintableText.Escape("abcdef", limit: 3));

    [Fact]
    public void A_character_of_two_halves_is_kept_whole_or_not_at_all() => Assert.Equal("ab…", PrintableText.Escape("ab💡c", limit: 3));

    [Fact]
    public void Newlines_stay_where_a_stack_trace_needs_them() =>
        Assert.Equal("a\nb" + @"\r", PrintableText.Escape("a\nb\r", keepNewlines: true));
}
