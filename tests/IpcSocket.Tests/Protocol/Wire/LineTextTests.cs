using System.Text;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.Protocol.Wire;

public sealed class LineTextTests
{
    [Theory]
    [InlineData("LED ON", true)]
    [InlineData("LED\tON", true)]
    [InlineData(" ~", true)]
    [InlineData("ol\u00e1", false)]
    [InlineData("a\u001b[2J", false)]
    [InlineData("a\rb", false)]
    [InlineData("\u007f", false)]
    public void Text_is_printable_ASCII_and_tabs(string line, bool isText) =>
        Assert.Equal(isText, LineText.IsText(Encoding.Latin1.GetBytes(line)));

    [Fact]
    public void Every_byte_is_either_text_or_escaped()
    {
        for (var b = 0; b <= 255; b++)
        {
            var escaped = LineText.Escape([(byte)b]);
            Assert.All(escaped, c => Assert.InRange(c, ' ', '~'));
            Assert.True(escaped == ((char)b).ToString() || escaped == $"\\x{b:x2}", escaped);
        }
    }

    [Fact]
    public void What_is_too_long_to_show_is_cut_and_marked() => Assert.Equal("aaaa...", LineText.Escape("aaaaa"u8, 4));

    [Theory]
    [InlineData("GET / HTTP/1.1", true)]
    [InlineData("post /led HTTP/1.0", true)]
    [InlineData("PRI * http/2.0", true)]
    [InlineData("OPTIONS  *  HTTP/1.1", true)]
    [InlineData("GET /", false)]
    [InlineData("GET HTTP/1.1", false)]
    [InlineData("LED HTTP/ ON", false)]
    [InlineData("LED ON", false)]
    [InlineData("HTTP/1.1", false)]
    public void An_HTTP_request_line_is_recognised(string line, bool matches) =>
        Assert.Equal(matches, HttpRequestLine.Matches(Encoding.ASCII.GetBytes(line)));
}
