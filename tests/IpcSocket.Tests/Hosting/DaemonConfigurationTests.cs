using IpcSocket.Platform.Pc;
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

    [Theory]
    [InlineData("{ \"LedServer\": {\n \"Adapter\": \"\\ud800\" } }")]
    [InlineData("// ü\n{ \"LedServer\": { \"Adapter\": \"pc\", \"a\\udc00\": 1 } }")]
    public async Task Half_of_a_character_in_the_file_is_a_fault_that_names_the_line(string json)
    {
        using var trial = new DaemonTrial();
        var file = trial.Write("appsettings.json", json);
        Assert.Equal(78, await trial.RunAsync());
        Assert.Equal(
            $"led-test: {file}: line 2: a \\u escape from d800 to dfff is half of a character; write both halves or remove it",
            Assert.Single(trial.Errors));
    }

    [Fact]
    public async Task A_FIFO_is_no_configuration_file_and_is_not_waited_for()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(0, FifoSystemCalls.MakeFifo(trial.PathOf("fifo"), 0x180));
        Assert.Equal(78, await trial.RunAsync("--config", trial.PathOf("fifo")));
        Assert.Equal($"led-test: {trial.PathOf("fifo")}: cannot be read: it is a FIFO; allowed is a regular file", Assert.Single(trial.Errors));
    }

    [Theory]
    [InlineData("/dev/zero", "a character device")]
    [InlineData("/dev", "a directory")]
    public async Task What_is_no_regular_file_is_not_read(string path, string kind)
    {
        using var trial = new DaemonTrial();
        Assert.Equal(78, await trial.RunAsync("--config", path));
        Assert.Equal($"led-test: {path}: cannot be read: it is {kind}; allowed is a regular file", Assert.Single(trial.Errors));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 78)]
    public async Task A_file_may_have_1_MiB(int more, int status)
    {
        using var trial = new DaemonTrial();
        const string Json = """{ "LedServer": { "Port": 1 } }""";
        var file = trial.Write("appsettings.json", Json + new string(' ', (1024 * 1024) - Json.Length + more));
        Assert.Equal(status, await trial.RunAsync());
        Assert.Equal(more == 0 ? [] : [$"led-test: {file}: cannot be read: it is longer than 1048576 bytes"], trial.Errors);
    }

    [Fact]
    public async Task A_file_without_a_length_of_its_own_is_read_to_its_end()
    {
        using var trial = new DaemonTrial();
        // Files of /proc have the length 0. This one is no JSON, and the first line of it says so.
        Assert.Equal(78, await trial.RunAsync("--config", "/proc/self/status"));
        Assert.StartsWith("led-test: /proc/self/status: line 1: 'N' is an invalid start", Assert.Single(trial.Errors), StringComparison.Ordinal);
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
    public async Task Under_systemd_every_fault_is_a_line_of_the_journal_once_with_the_priority_of_an_error()
    {
        using var trial = DaemonTrial.WithJournalStream();
        using var journal = new LogReceiver(trial.JournalPath);
        Assert.Equal(78, await trial.RunAsync("--LedServer:Port=x"));
        Assert.Equal("<3>LedServer:Port is 'x'; allowed is a whole number from 0 to 65535", Assert.Single(trial.Errors));
        Assert.True(journal.IsEmpty);
        Assert.True(trial.Syslog.IsEmpty);
        Assert.Empty(trial.Output);
    }

    [Fact]
    public async Task Where_standard_error_leads_elsewhere_the_system_log_gets_the_faults_too()
    {
        using var trial = new DaemonTrial { OutputLink = "socket:[4711]", ErrorLink = "/dev/pts/0" };
        trial.Variables["JOURNAL_STREAM"] = "8:4711";
        using var journal = new LogReceiver(trial.JournalPath);
        Assert.Equal(78, await trial.RunAsync("--LedServer:Port=x"));
        Assert.StartsWith("led-test: LedServer:Port is 'x'", Assert.Single(trial.Errors), StringComparison.Ordinal);
        Assert.Contains("\nPRIORITY=3\n", Assert.Single(journal.Drain()), StringComparison.Ordinal);
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
