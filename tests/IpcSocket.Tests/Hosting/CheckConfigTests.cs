using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public sealed class CheckConfigTests : IDisposable
{
    private readonly DaemonTrial _trial = new();

    public void Dispose() => _trial.Dispose();

    [Fact]
    public async Task A_valid_configuration_is_one_line_that_names_the_file()
    {
        var file = _trial.Write("appsettings.json", """{ "LedServer": { "Port": 6000 } }""");
        Assert.Equal(0, await CheckAsync());
        Assert.Equal($"led-test: configuration is valid ({file})\n", _trial.Output);
        Assert.Empty(_trial.Errors);
    }

    [Fact]
    public async Task Without_a_file_the_line_says_so()
    {
        Assert.Equal(0, await CheckAsync());
        Assert.Equal("led-test: configuration is valid (no file; defaults)\n", _trial.Output);
    }

    [Fact]
    public async Task Every_fault_is_a_line_on_standard_error()
    {
        Assert.Equal(78, await CheckAsync("--LedServer:Port=x", "--LedServer:Prot=1", "--Logging:LogLevel:Default=loud"));
        Assert.Equal(
            [
                "led-test: Logging:LogLevel:Default is 'loud'; allowed is one of Trace, Debug, Information, Warning, Error, Critical, None",
                "led-test: LedServer:Port is 'x'; allowed is a whole number from 0 to 65535",
                "led-test: LedServer:Prot is not a setting; did you mean Port? The settings are Adapter, Port",
            ],
            _trial.Errors);
        Assert.Empty(_trial.Output);
    }

    [Fact]
    public async Task Of_very_many_faults_a_hundred_are_shown_and_the_rest_is_counted()
    {
        _trial.Write("appsettings.json", $$"""{ "LedServer": { {{string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"\"K{i}\": 1"))}} } }""");
        Assert.Equal(78, await CheckAsync());
        Assert.Equal(101, _trial.Errors.Length);
        Assert.StartsWith("led-test: LedServer:K99 is not a setting", _trial.Errors[99], StringComparison.Ordinal);
        Assert.Equal("led-test: the configuration has 900 more errors", _trial.Errors[100]);
    }

    [Fact]
    public async Task Under_systemd_every_fault_is_a_line_with_the_priority_of_an_error()
    {
        using var trial = DaemonTrial.WithJournalStream();
        Assert.Equal(78, await trial.RunAsync("--check-config", "--LedServer:Port=x", "--LedServer:Prot=1"));
        Assert.Equal(
            [
                "<3>LedServer:Port is 'x'; allowed is a whole number from 0 to 65535",
                "<3>LedServer:Prot is not a setting; did you mean Port? The settings are Adapter, Port",
            ],
            trial.Errors);
    }

    [Fact]
    public async Task Under_systemd_a_bug_is_lines_with_the_priority_of_an_error()
    {
        using var trial = new DaemonTrial { ErrorLink = "socket:[4711]", OnReading = () => throw new InvalidOperationException("never null") };
        trial.Variables["JOURNAL_STREAM"] = "8:4711";
        Assert.Equal(1, await trial.RunAsync("--check-config"));
        Assert.Equal("<3>System.InvalidOperationException: never null", trial.Errors[0]);
        Assert.All(trial.Errors, line => Assert.StartsWith("<3>", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_a_fault()
    {
        Assert.Equal(78, await CheckAsync("--config", "/nowhere/x.json"));
        Assert.Equal("led-test: /nowhere/x.json: does not exist", Assert.Single(_trial.Errors));
    }

    [Fact]
    public async Task Nothing_is_opened_and_nobody_is_told()
    {
        _trial.UnderSystemd();
        _trial.Variables["LISTEN_PID"] = "4711";
        _trial.Variables["LISTEN_FDS"] = "many";
        Assert.Equal(78, await CheckAsync("--LedServer:Port=x"));
        Assert.Equal(0, await CheckAsync());
        Assert.True(_trial.Syslog.IsEmpty);
        Assert.True(_trial.Systemd.IsEmpty);
        // No handler was put in the place of the signal's own action.
        Assert.Throws<InvalidOperationException>(_trial.Hangup);
    }

    private Task<int> CheckAsync(params string[] args) =>
        _trial.RunServicesAsync(_ => Assert.Fail("started"), ["--check-config", .. args]);
}
