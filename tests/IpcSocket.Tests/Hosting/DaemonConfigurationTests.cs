using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public class DaemonConfigurationTests
{
    [Fact]
    public async Task Without_a_file_the_defaults_hold()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(0, await trial.RunAsync());
        Assert.Equal(5555, trial.Port);
    }

    [Fact]
    public async Task The_environment_overrules_the_file_and_the_command_line_overrules_both()
    {
        using var trial = new DaemonTrial();
        trial.Write("appsettings.json", """{ "LedServer": { "Port": 1 } }""");
        await trial.RunAsync();
        Assert.Equal(1, trial.Port);

        trial.Variables["LedServer__Port"] = "2";
        await trial.RunAsync();
        Assert.Equal(2, trial.Port);

        await trial.RunAsync("--LedServer:Port", "3");
        Assert.Equal(3, trial.Port);
    }

    [Fact]
    public async Task A_named_file_takes_the_place_of_the_default_one()
    {
        using var trial = new DaemonTrial();
        trial.Write("appsettings.json", """{ "LedServer": { "Port": 1 } }""");
        var other = trial.Write("other.json", """{ "LedServer": { "Port": 2 } } // a comment""");
        Assert.Equal(0, await trial.RunAsync("--config", other));
        Assert.Equal(2, trial.Port);
    }

    [Fact]
    public async Task A_named_file_that_is_not_there_is_a_fault()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(78, await trial.RunAsync("--config", "/nowhere/x.json"));
        Assert.Equal("led-test: /nowhere/x.json: does not exist", Assert.Single(trial.Errors));
    }

    [Fact]
    public async Task A_file_that_is_no_json_is_a_fault_that_names_the_line()
    {
        using var trial = new DaemonTrial();
        var file = trial.Write("appsettings.json", "{\n  \"LedServer\": {\n    \"Port\": 5555,,\n  }\n}");
        Assert.Equal(78, await trial.RunAsync("--LedServer:Port", "99999"));
        Assert.StartsWith($"led-test: {file}: line 3: ',' is an invalid start", Assert.Single(trial.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("""{ "LedServer": { "Port": 1, "port": 2 } }""")]
    [InlineData("")]
    public async Task A_file_of_another_shape_is_a_fault(string text)
    {
        using var trial = new DaemonTrial();
        var file = trial.Write("appsettings.json", text);
        Assert.Equal(78, await trial.RunAsync());
        Assert.StartsWith($"led-test: {file}: ", Assert.Single(trial.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_is_a_line_on_standard_error_and_in_the_system_log_and_nothing_is_started()
    {
        using var trial = new DaemonTrial();
        trial.Write("appsettings.json", """{ "LedSrver": { "Port": 1 }, "ButtonClient": { "Anything": 1 }, "Logging": { "LogLvel": {} } }""");
        var status = await trial.RunAsync(_ => Assert.Fail("started"), "--LedServer:Port=x", "--LedServer:Hots=y", "--Logging:LogLevel:Default=loud");

        Assert.Equal(78, status);
        string[] faults =
        [
            "LedSrver is not a section; did you mean LedServer? The sections are ButtonClient, LedServer, Logging",
            "Logging:LogLvel is not a setting; did you mean LogLevel? The settings are Journal, LogLevel, Syslog",
            "Logging:LogLevel:Default is 'loud'; allowed is one of Trace, Debug, Information, Warning, Error, Critical, None",
            "LedServer:Port is 'x'; allowed is a whole number from 0 to 65535",
            "LedServer:Hots is not a setting; the settings are Adapter, Port",
        ];
        Assert.Equal(faults.Select(fault => $"led-test: {fault}"), trial.Errors);
        Assert.Equal(faults, trial.Syslog.Drain().Select(line => line.Split("]: ", 2)[1]));
        Assert.Empty(trial.Output);
    }

    [Fact]
    public async Task Variables_that_are_not_the_daemons_are_no_faults()
    {
        using var trial = new DaemonTrial();
        trial.Variables["Some__Other"] = "1";
        trial.Variables["LEDSERVER_PORT"] = "tcp://10.0.0.1";
        Assert.Equal(0, await trial.RunAsync());
    }

    [Theory]
    [InlineData("Logging:Syslog:Socket", "log", "the absolute path of a socket, at most 107 bytes")]
    [InlineData("Logging:LogLevel:Led", "7", "one of Trace, Debug, Information, Warning, Error, Critical, None")]
    public async Task A_fault_in_the_logging_section_is_one_line(string key, string value, string allowed)
    {
        using var trial = new DaemonTrial();
        Assert.Equal(78, await trial.RunAsync($"--{key}={value}"));
        Assert.Equal($"led-test: {key} is '{value}'; allowed is {allowed}", Assert.Single(trial.Errors));
    }
}
