using System.Text;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.Protocol.Wire;

public sealed class ReplyTests
{
    [Fact]
    public void Replies_are_lines_that_begin_with_OK_or_ERR()
    {
        var errors = 0;
        var writer = new ReplyWriter(() => errors++);
        writer.Ok();
        writer.Ok("PONG"u8);
        writer.Error(ErrorCode.NotText, "a line is text"u8);
        writer.BeginOk().Append(" n="u8).Append(-12L).Append(" m="u8).Append(long.MaxValue).End();
        writer.BeginError(ErrorCode.UnknownLed).AppendQuoted("cellar"u8).End();
        writer.Line("Hello"u8);
        Assert.Equal(
            "OK\nOK PONG\nERR not-text a line is text\nOK n=-12 m=9223372036854775807\nERR unknown-led 'cellar'\nHello\n",
            Encoding.ASCII.GetString(writer.Written.Span));
        Assert.Equal(2, errors);
    }

    [Fact]
    public void A_quoted_word_is_cut_to_32_bytes()
    {
        var writer = new ReplyWriter();
        writer.AppendQuoted(Encoding.ASCII.GetBytes(new string('w', 33))).End();
        Assert.Equal($"'{new string('w', 32)}...'\n", Encoding.ASCII.GetString(writer.Written.Span));
    }

    [Fact]
    public void A_cleared_writer_begins_anew_in_the_same_memory()
    {
        var writer = new ReplyWriter();
        writer.Ok("PONG"u8);
        writer.Clear();
        Assert.True(writer.Written.IsEmpty);
        var before = GC.GetAllocatedBytesForCurrentThread();
        writer.Ok("PONG"u8);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("OK", true, "", "")]
    [InlineData("OK LED On", true, "", "LED On")]
    [InlineData("ERR unknown-led 'x' is no LED", false, "unknown-led", "'x' is no LED")]
    [InlineData("ERR later-code", false, "later-code", "")]
    public void A_reply_is_read_as_it_was_written(string line, bool isOk, string code, string text)
    {
        Assert.True(Reply.TryParse(line, out var reply));
        Assert.Equal(new Reply(isOk, code, text), reply);
    }

    [Theory]
    [InlineData("")]
    [InlineData("OKAY")]
    [InlineData("ERR")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("220 mail.example ESMTP")]
    public void What_another_server_says_is_no_reply(string line) => Assert.False(Reply.TryParse(line, out _));
}
