using System.Text;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.Protocol.Wire;

public sealed class LedNameTests
{
    [Theory]
    [InlineData("led", true)]
    [InlineData("Kitchen", true)]
    [InlineData("a", true)]
    [InlineData("a-b_c9", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdef", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefg", false)]
    [InlineData("", false)]
    [InlineData("9a", false)]
    [InlineData("-a", false)]
    [InlineData("a.b", false)]
    [InlineData("on", false)]
    [InlineData("Status", false)]
    [InlineData("FOR", false)]
    public void A_name_begins_with_a_letter_has_32_characters_at_most_and_is_no_keyword(string word, bool isName) =>
        Assert.Equal(isName, LedName.IsValid(Encoding.ASCII.GetBytes(word)));

    [Theory]
    [InlineData("kitchen", true)]
    [InlineData("a-b_c9", true)]
    [InlineData("Kitchen", false)]
    [InlineData("k\u00fcche", false)]
    [InlineData("$(id)", false)]
    [InlineData("", false)]
    [InlineData("on", false)]
    public void A_configured_name_is_a_name_in_lower_case(string name, bool isConfigurable) =>
        Assert.Equal(isConfigurable, LedName.IsConfigurable(name));
}
