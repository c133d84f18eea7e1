using System.Globalization;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.Protocol.Wire;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("1ms", "00:00:00.001")]
    [InlineData("500MS", "00:00:00.500")]
    [InlineData("30s", "00:00:30")]
    [InlineData("5m", "00:05:00")]
    [InlineData("2H", "02:00:00")]
    [InlineData("720h", "30.00:00:00")]
    [InlineData("2592000000ms", "30.00:00:00")]
    [InlineData("007s", "00:00:07")]
    public void A_number_and_its_unit_is_a_duration(string text, string expected)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.Parse(expected, CultureInfo.InvariantCulture), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("30")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5s")]
    [InlineData("30 s")]
    [InlineData("30sec")]
    [InlineData("1d")]
    [InlineData("721h")]
    [InlineData("2592000001ms")]
    [InlineData("99999999999999999999s")]
    [InlineData("\u0663s")]
    public void Anything_else_is_not(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("200ms")]
    [InlineData("90s")]
    [InlineData("2m")]
    [InlineData("720h")]
    public void What_is_written_is_read_back_the_same(string text)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(text, DurationText.Write(duration));
    }

    [Fact]
    public void The_largest_unit_without_a_fraction_is_written() => Assert.Equal("2m", DurationText.Write(TimeSpan.FromSeconds(120)));
}
