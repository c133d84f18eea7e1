using IpcSocket.Hosting;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public class DaemonArgumentsTests
{
    [Fact]
    public void No_arguments_mean_no_settings_and_the_default_file()
    {
        var arguments = DaemonArguments.Parse([]);
        Assert.Null(arguments.Fault);
        Assert.Null(arguments.ConfigFile);
        Assert.Empty(arguments.Settings);
    }

    [Theory]
    [InlineData("--LedServer:Port", "6000")]
    [InlineData("--LedServer:Port=6000")]
    [InlineData("--LedServer:Port=1", "--ledserver:port", "6000")]
    public void A_setting_is_one_argument_or_two_and_the_last_one_holds(params string[] args)
    {
        var arguments = DaemonArguments.Parse(args);
        Assert.Null(arguments.Fault);
        Assert.Equal("6000", Assert.Single(arguments.Settings).Value);
        Assert.Equal("6000", arguments.Settings["LedServer:Port"]);
    }

    [Fact]
    public void A_value_may_hold_equal_signs_and_begin_with_dashes_after_one()
    {
        var arguments = DaemonArguments.Parse(["--A:B=--x=y", "--A:C", "-5"]);
        Assert.Equal("--x=y", arguments.Settings["A:B"]);
        Assert.Equal("-5", arguments.Settings["A:C"]);
    }

    [Theory]
    [InlineData("--config", "/etc/x.json")]
    [InlineData("--config=/etc/x.json")]
    public void The_configuration_file_can_be_named(params string[] args) =>
        Assert.Equal("/etc/x.json", DaemonArguments.Parse(args).ConfigFile);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--LedServer:Port", "1", "--help")]
    public void Help_can_be_asked_for_anywhere(params string[] args) => Assert.True(DaemonArguments.Parse(args).Help);

    [Fact]
    public void The_version_can_be_asked_for() => Assert.True(DaemonArguments.Parse(["--version"]).Version);

    [Fact]
    public void A_check_can_be_asked_for_together_with_a_file_and_settings()
    {
        var arguments = DaemonArguments.Parse(["--check-config", "--config", "x.json", "--A:B=1"]);
        Assert.True(arguments.CheckConfig);
        Assert.Equal("x.json", arguments.ConfigFile);
        Assert.Single(arguments.Settings);
    }

    [Theory]
    [InlineData("'-x' is not an argument of this program; --help lists them", "-x")]
    [InlineData("'LedServer:Port' is not an argument of this program; --help lists them", "LedServer:Port", "1")]
    [InlineData("'--prot' is not an argument of this program; --help lists them", "--prot", "1")]
    [InlineData("'--LedServer:' is not an argument of this program; --help lists them", "--LedServer:", "1")]
    [InlineData("'' is not an argument of this program; --help lists them", "")]
    [InlineData(@"'\x1b[2J' is not an argument of this program; --help lists them", "\x1b[2J")]
    [InlineData("'--LedServer:Port' needs a value after it", "--LedServer:Port")]
    [InlineData("'--LedServer:Host' needs a value after it", "--LedServer:Host", "--LedServer:Port", "1")]
    [InlineData("'--config' needs a value after it", "--config")]
    [InlineData("--config needs the name of a file", "--config=")]
    public void Anything_else_is_a_fault_that_names_it(string fault, params string[] args) =>
        Assert.Equal(fault, DaemonArguments.Parse(args).Fault);
}
