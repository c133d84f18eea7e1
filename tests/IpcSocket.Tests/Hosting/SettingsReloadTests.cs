using IpcSocket.Hosting;
using IpcSocket.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public sealed class SettingsReloadTests : IDisposable
{
    private readonly DaemonTrial _trial = new();
    private CurrentOptions<TrialOptions>? _options;
    private ILogger? _logger;

    public SettingsReloadTests()
    {
        _trial.UnderSystemd();
        Write("5555");
    }

    public void Dispose() => _trial.Dispose();

    [Fact]
    public async Task New_settings_take_effect_and_that_is_told()
    {
        Start();
        Write("6000");
        Reload();
        Assert.Equal(6000, _options!.Value.Port);
        Assert.Equal(0, await _trial.StopAsync());
        Assert.EndsWith("]: Settings read again", Assert.Single(_trial.Syslog.Drain()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_log_levels_take_effect()
    {
        Start();
        Assert.False(_logger!.IsEnabled(LogLevel.Debug));
        Write("5555", level: "Debug");
        Reload();
        Assert.True(_logger.IsEnabled(LogLevel.Debug));
        Write("5555", level: "Error");
        Reload();
        Assert.False(_logger.IsEnabled(LogLevel.Warning));
        Assert.Equal(0, await _trial.StopAsync());
    }

    [Fact]
    public async Task The_command_line_and_the_environment_overrule_the_file_as_at_the_start()
    {
        _trial.Variables["LedServer__Port"] = "7000";
        Start();
        Write("6000");
        Reload();
        Assert.Equal(7000, _options!.Value.Port);
        Assert.Equal(0, await _trial.StopAsync());
    }

    [Theory]
    [InlineData("""{ "LedServer": { "Port": 99999, "Prot": 1 }, "Logging": { "LogLevel": { "Default": "Debug" } } }""", 2)]
    [InlineData("""{ "LedServer": { "Port": 6000 """, 1)]
    [InlineData("""{ "LedServer": { "Port": 6000 }, "Logging": { "LogLevel": { "Default": "Debug", "Led": "loud" } } }""", 1)]
    public async Task A_fault_changes_nothing_and_every_fault_is_told(string json, int faults)
    {
        Start();
        _trial.Write("appsettings.json", json);
        Reload();
        Assert.Equal(5555, _options!.Value.Port);
        Assert.False(_logger!.IsEnabled(LogLevel.Debug));
        Assert.Equal(0, await _trial.StopAsync());
        var lines = _trial.Syslog.Drain();
        Assert.Equal(faults + 1, lines.Count);
        Assert.All(lines, line => Assert.StartsWith("<11>", line, StringComparison.Ordinal));
        Assert.EndsWith("]: Settings read again; the old settings stay", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_the_service_cannot_apply_change_nothing()
    {
        Start();
        _options!.OnReload((_, _, _) => Task.FromResult<IReadOnlyList<string>>(["cannot listen on 127.0.0.1:6000"]));
        Write("6000", level: "Debug");
        Reload();
        Assert.Equal(5555, _options.Value.Port);
        Assert.False(_logger!.IsEnabled(LogLevel.Debug));
        Assert.Equal(0, await _trial.StopAsync());
        Assert.EndsWith("]: cannot listen on 127.0.0.1:6000", _trial.Syslog.NextText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_that_failed_is_seen_in_the_status_until_one_succeeds()
    {
        Start();
        _options!.OnReload((_, wanted, _) =>
            Task.FromResult<IReadOnlyList<string>>(wanted.Port == 6000 ? ["cannot listen on 127.0.0.1:6000"] : []));
        Write("6000");
        Assert.Equal("READY=1\nSTATUS=Reload failed: cannot listen on 127.0.0.1:6000", Reload());
        Write("7000");
        Assert.Equal("READY=1\nSTATUS=", Reload());
        Assert.Equal(0, await _trial.StopAsync());
    }

    [Fact]
    public async Task A_service_that_throws_at_new_options_goes_on_with_the_old_ones()
    {
        Start();
        _options!.OnReload((_, _, _) => throw new InvalidOperationException("never null"));
        Write("6000");
        Reload();
        Assert.Equal(5555, _options.Value.Port);
        Assert.Equal(0, await _trial.StopAsync());
    }

    [Fact]
    public async Task The_service_sees_the_old_options_and_the_new_ones()
    {
        Start();
        (int Old, int New) seen = default;
        _options!.OnReload((old, @new, _) =>
        {
            seen = (old.Port, @new.Port);
            return Task.FromResult<IReadOnlyList<string>>([]);
        });
        Write("6000");
        Reload();
        Assert.Equal((5555, 6000), seen);
        Assert.Equal(0, await _trial.StopAsync());
    }

    [Fact]
    public async Task Of_what_takes_a_restart_the_keys_are_named_each_time()
    {
        Start();
        for (var i = 0; i < 2; i++)
        {
            Write("6000", adapter: "gpio");
            Reload();
        }

        Assert.Equal(0, await _trial.StopAsync());
        var warnings = _trial.Syslog.Drain().FindAll(line => line.StartsWith("<12>", StringComparison.Ordinal));
        Assert.Equal(2, warnings.Count);
        Assert.All(warnings, line =>
            Assert.EndsWith("]: A restart is needed for the new value of LedServer:Adapter", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_during_a_reload_are_met_by_one_more_after_it()
    {
        Start();
        var entered = new SemaphoreSlim(0);
        var leave = new SemaphoreSlim(0);
        var inside = 0;
        _options!.OnReload(async (_, _, stoppingToken) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            entered.Release();
            await leave.WaitAsync(stoppingToken);
            Interlocked.Decrement(ref inside);
            return [];
        });
        _trial.Hangup();
        Assert.True(await entered.WaitAsync(Limits.Test));
        Write("6000");
        for (var i = 0; i < 3; i++)
            _trial.Hangup();
        leave.Release(2);

        var told = new List<string>();
        for (var i = 0; i < 4; i++)
            told.Add(_trial.Systemd.NextText().Split('\n')[0]);
        Assert.Equal(["RELOADING=1", "READY=1", "RELOADING=1", "READY=1"], told);
        Assert.Equal(6000, _options.Value.Port);
        Assert.Equal(0, await _trial.StopAsync());
        Assert.Equal(["STOPPING=1"], _trial.Systemd.Drain());
    }

    [Fact]
    public async Task A_request_during_the_start_is_met_when_the_daemon_is_ready()
    {
        _trial.Start(services => services.AddHostedService(_ => new HangupAtStart(_trial)));
        Assert.StartsWith("READY=1", _trial.Systemd.NextText(), StringComparison.Ordinal);
        Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", _trial.Systemd.NextText(), StringComparison.Ordinal);
        Assert.StartsWith("READY=1", _trial.Systemd.NextText(), StringComparison.Ordinal);
        Assert.Equal(0, await _trial.StopAsync());
    }

    [Fact]
    public async Task A_reload_that_the_stop_overtakes_does_not_call_the_daemon_ready()
    {
        Start();
        var entered = new SemaphoreSlim(0);
        _options!.OnReload(async (_, _, stoppingToken) =>
        {
            entered.Release();
            await new TaskCompletionSource().Task.WaitAsync(stoppingToken);
            return [];
        });
        _trial.Hangup();
        Assert.True(await entered.WaitAsync(Limits.Test));
        Assert.Equal(0, await _trial.StopAsync());
        Assert.Equal(["RELOADING=1", "STOPPING=1"], _trial.Systemd.Drain().Select(told => told.Split('\n')[0]));
    }

    private void Start()
    {
        _trial.Start(services => services.AddHostedService(provider =>
        {
            _options = provider.GetRequiredService<CurrentOptions<TrialOptions>>();
            _logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Led");
            return new HangupAtStart(null);
        }));
        _trial.Systemd.NextWith("READY=1");
    }

    // Returns when the daemon calls itself ready again, with what it says then.
    private string Reload()
    {
        _trial.Hangup();
        Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", _trial.Systemd.NextText(), StringComparison.Ordinal);
        var ready = _trial.Systemd.NextText();
        Assert.StartsWith("READY=1", ready, StringComparison.Ordinal);
        return ready;
    }

    private void Write(string port, string level = "Information", string adapter = "pc") => _trial.Write(
        "appsettings.json",
        $$"""{ "LedServer": { "Port": {{port}}, "Adapter": "{{adapter}}" }, "Logging": { "LogLevel": { "Default": "{{level}}" } } }""");

    private sealed class HangupAtStart(DaemonTrial? trial) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            trial?.Hangup();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
