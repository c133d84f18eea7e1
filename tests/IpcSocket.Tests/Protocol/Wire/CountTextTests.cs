using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.Protocol.Wire;

public sealed class CountTextTests
{
    [Theory]
    [InlineData(0, "0 connections")]
    [InlineData(1, "1 connection")]
    [InlineData(2, "2 connections")]
    [InlineData(1_000_000, "1000000 connections")]
    public void One_thing_has_no_plural(long count, string text) => Assert.Equal(text, CountText.Format(count, "connection"));
}
