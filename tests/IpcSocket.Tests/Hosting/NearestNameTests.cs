using IpcSocket.Hosting;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public class NearestNameTests
{
    private static readonly string[] Names = ["Adapter", "Host", "Port", "MaxConnections"];

    [Theory]
    [InlineData("Prot", "Port")]
    [InlineData("hots", "Host")]
    [InlineData("MaxConection", "MaxConnections")]
    [InlineData("Adaptor", "Adapter")]
    public void A_slip_or_two_still_name_the_setting(string written, string meant) => Assert.Equal(meant, NearestName.Find(written, Names));

    [Theory]
    [InlineData("Colour")]
    [InlineData("Ho")]
    [InlineData("")]
    public void What_is_further_off_names_nothing(string written) => Assert.Null(NearestName.Find(written, Names));

    [Fact]
    public void A_name_of_any_length_is_answered_at_once() => Assert.Null(NearestName.Find(new string('x', 1_000_000), Names));
}
