using System.Net;
using SocketLab;
using Xunit;

namespace IpcSocket.Tests.SocketLab;

public sealed class MulticastRangeTests
{
    [Theory]
    [InlineData("224.0.0.0", "Others", "224.0.0.0/24 ")]
    [InlineData("224.0.0.255", "Others", "224.0.0.0/24 ")]
    [InlineData("224.0.1.1", "Others", "224.0.1.0/24 ")]
    [InlineData("224.0.2.0", "Others", "224.0.2.0 to 224.0.255.255 ")]
    [InlineData("224.0.255.255", "Others", "224.0.2.0 to 224.0.255.255 ")]
    [InlineData("224.1.1.1", "Reserved", "224.1.0.0/16 ")]
    [InlineData("224.2.127.254", "Others", "224.2.0.0/16 ")]
    [InlineData("224.4.255.255", "Others", "224.3.0.0 to 224.4.255.255 ")]
    [InlineData("224.5.0.0", "Reserved", "224.5.0.0 to 231.255.255.255 ")]
    [InlineData("231.255.255.255", "Reserved", "224.5.0.0 to 231.255.255.255 ")]
    [InlineData("232.0.0.1", "Others", "232.0.0.0/8 ")]
    [InlineData("233.251.255.255", "Others", "233.0.0.0 to 233.251.255.255 ")]
    [InlineData("233.252.0.0", "Others", "233.252.0.0/14 ")]
    [InlineData("234.1.2.3", "Others", "234.0.0.0/8 ")]
    [InlineData("238.255.255.255", "Reserved", "235.0.0.0 to 238.255.255.255 ")]
    [InlineData("239.0.0.0", "Own", "239.0.0.0/8 ")]
    [InlineData("239.255.255.255", "Own", "239.0.0.0/8 ")]
    [InlineData("ff02::1", "Others", "groups of ff00::/12 ")]
    [InlineData("ff12::5007", "Own", "ff12::/16 ")]
    [InlineData("ff1e::5007", "Own", "ff1e::/16 ")]
    [InlineData("ff3e::1", "Others", "groups of ff30::/12 ")]
    [InlineData("ff7e::1", "Others", "groups of ff70::/12 ")]
    [InlineData("ff9e::1", "Reserved", "groups with these flags ")]
    public void Each_group_is_somebodys(string group, string use, string text)
    {
        Assert.Equal(use, $"{MulticastRange.UseOf(IPAddress.Parse(group), out var said)}");
        Assert.StartsWith(text, said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_for_own_use_names_what_is()
    {
        MulticastRange.UseOf(IPAddress.Parse("224.0.0.251"), out var text);
        Assert.EndsWith("; for one's own use there is 239.0.0.0/8 (RFC 2365)", text, StringComparison.Ordinal);
        MulticastRange.UseOf(IPAddress.Parse("ff05::2"), out text);
        Assert.EndsWith("; for one's own use there is ff15::/16", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ff12::1", true)]
    [InlineData("ff11::1", true)]
    [InlineData("ff15::1", false)]
    [InlineData("224.0.0.1", false)]
    public void A_group_of_one_link_needs_its_interface(string group, bool needs) =>
        Assert.Equal(needs, MulticastRange.IsOfOneLink(IPAddress.Parse(group)));
}
