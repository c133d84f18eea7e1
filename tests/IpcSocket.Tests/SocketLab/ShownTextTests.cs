using System.Text;
using SocketLab;
using Xunit;

namespace IpcSocket.Tests.SocketLab;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("Olá, mundo", "Olá, mundo")]
    [InlineData("line\r\n", "line")]
    [InlineData("two\nlines", "two\\x0alines")]
    [InlineData("\u001b[31mred", "\\x1b[31mred")]
    [InlineData("a\\b", "a\\x5cb")]
    [InlineData("left\u202eright", "left\\xe2\\x80\\xaeright")]
    [InlineData("\u0085", "\\xc2\\x85")]
    public void Text_is_shown_and_what_a_terminal_could_obey_is_not(string received, string shown) =>
        Assert.Equal(shown, ShownText.Of(Encoding.UTF8.GetBytes(received)));

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_numbers() => Assert.Equal("\\xffa\\xc3", ShownText.Of([0xff, (byte)'a', 0xc3]));
}
