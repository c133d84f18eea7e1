using IpcSocket.Tests.Support;
using LedCli;
using LedCli.Server;
using Xunit;

namespace IpcSocket.Tests.LedCli.Server;

public sealed class ServerAddressTests : IDisposable
{
    private const string Settings = """{ "ButtonClient": { "Host": "of-file", "Port": 3003 } }""";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("of-option", "1001", "of-variable", "2002", Settings, "of-option:1001")]
    [InlineData(null, null, "of-variable", "2002", Settings, "of-variable:2002")]
    [InlineData(null, null, null, null, Settings, "of-file:3003")]
    [InlineData(null, null, null, null, "{}", "127.0.0.1:5555")]
    [InlineData("of-option", null, null, "2002", Settings, "of-option:2002")]
    [InlineData(null, "1001", "", "", Settings, "of-file:1001")]
    [InlineData("::1", null, null, null, "{}", "[::1]:5555")]
    public void The_option_goes_before_the_environment_before_the_file_before_the_default(
        string? host, string? port, string? hostVariable, string? portVariable, string file, string found)
    {
        var variables = new Dictionary<string, string?> { ["LED_HOST"] = hostVariable, ["LED_PORT"] = portVariable };

        var server = ServerAddress.Find(
            host, port is null ? null : int.Parse(port, null), variables.GetValueOrDefault, () => SettingsFile.Read(Write(file)));

        Assert.Equal(found, server.ToString());
    }

    [Theory]
    [InlineData("""{ "buttonclient": { "HOST": "pi", "port": "6000" } } """, "pi:6000")]
    [InlineData("""{ /* a comment */ "ButtonClient": { "Host": "pi", }, }""", "pi:5555")]
    [InlineData("""{ "LedServer": { "Host": "*", "Port": 6000 } }""", "127.0.0.1:6000")]
    [InlineData("""{ "LedServer": { "Port": 6000 }, "ButtonClient": { "Port": 6001 } }""", "127.0.0.1:6001")]
    [InlineData("""{ "LedServer": { "Port": 0 } }""", "127.0.0.1:5555")]
    [InlineData("""{ "ButtonClient": null }""", "127.0.0.1:5555")]
    [InlineData("[]", "127.0.0.1:5555")]
    public void The_file_is_read_as_the_daemons_read_it(string file, string found) =>
        Assert.Equal(found, ServerAddress.Find(null, null, _ => null, () => SettingsFile.Read(Write(file))).ToString());

    [Fact]
    public void The_first_file_that_is_there_is_read()
    {
        var settings = SettingsFile.ReadFirst([_directory["missing.json"], Write(Settings), Write("no JSON")]);

        Assert.Equal("of-file", settings.Host?.Value);
        Assert.Null(SettingsFile.ReadFirst([_directory["missing.json"]]).Host);
    }

    [Fact]
    public void The_file_is_left_alone_when_nothing_of_it_is_needed() =>
        Assert.Equal("pi:1", ServerAddress.Find("pi", 1, _ => null, () => throw new InvalidOperationException("read")).ToString());

    [Theory]
    [InlineData("not a host", null, "{}", "LED_HOST is 'not a host'; allowed is a host name, an IPv4 address or an IPv6 address without brackets")]
    [InlineData(null, "0", "{}", "LED_PORT is '0'; allowed is a whole number from 1 to 65535")]
    [InlineData(null, "5555x", "{}", "LED_PORT is '5555x'; allowed is a whole number from 1 to 65535")]
    [InlineData(null, "5\u001b[2J", "{}", @"LED_PORT is '5\x1b[2J'; allowed is a whole number from 1 to 65535")]
    [InlineData(null, null, """{ "ButtonClient": { "Port": true } }""", "ButtonClient:Port in {0} is 'True'; allowed is a whole number from 1 to 65535")]
    [InlineData(null, null, """{ "ButtonClient": { "Host": "*" } }""", "ButtonClient:Host in {0} is '*'; allowed is the name or address of one machine")]
    [InlineData(null, null, "{", "cannot read {0}: ")]
    [InlineData(null, null, "n\u001b", @"cannot read {0}: 'n\x1b' is an invalid JSON literal")]
    [InlineData(null, null, """{ "ButtonClient": { "Host": "\ud800" } }""", "cannot read {0}: ")]
    public void A_wrong_value_is_named_with_its_place(string? host, string? port, string file, string told)
    {
        var variables = new Dictionary<string, string?> { ["LED_HOST"] = host, ["LED_PORT"] = port };
        var path = Write(file);

        var exception = Assert.Throws<LedCliException>(
            () => ServerAddress.Find(null, null, variables.GetValueOrDefault, () => SettingsFile.Read(path)));

        Assert.StartsWith(string.Format(null, told, path), exception.Message, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Usage, exception.Status);
    }

    private string Write(string text)
    {
        var path = _directory[$"{Guid.NewGuid()}.json"];
        File.WriteAllText(path, text);
        return path;
    }
}
