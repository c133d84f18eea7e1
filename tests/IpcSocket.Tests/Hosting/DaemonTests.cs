using IpcSocket.Hosting;
using IpcSocket.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public class DaemonTests
{
    [Fact]
    public async Task A_daemon_that_was_asked_to_stop_ends_with_0_and_says_nothing()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(0, await trial.RunAsync());
        Assert.Empty(trial.Output);
        Assert.Empty(trial.Errors);
        Assert.True(trial.Syslog.IsEmpty);
    }

    [Fact]
    public async Task A_service_that_throws_ends_the_daemon_with_1_and_its_stack_trace()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(1, await trial.RunAsync(_ => throw new InvalidOperationException("out of light")));
        Assert.Contains("CRT ScriptedService failed\nSystem.InvalidOperationException: out of light\n   at ", trial.Output, StringComparison.Ordinal);
        Assert.Contains("failed", Assert.Single(trial.Syslog.Drain()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_returns_unasked_ends_the_daemon_with_1()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(1, await trial.RunAsync(_ => { }));
        Assert.EndsWith(" CRT ScriptedService ended without being asked to\n", trial.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_throws_while_stopping_ends_the_daemon_with_1()
    {
        using var trial = new DaemonTrial();
        var status = await trial.RunAsync(lifetime =>
        {
            lifetime.StopApplication();
            throw new InvalidOperationException("stuck");
        });
        Assert.Equal(1, status);
    }

    [Fact]
    public async Task A_service_that_gives_a_reason_ends_the_daemon_with_its_status_and_one_line()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(3, await trial.RunAsync(_ => throw new DaemonException("the LED is gone; plug it in", 3)));
        Assert.EndsWith(" ERR the LED is gone; plug it in\n", trial.Output, StringComparison.Ordinal);
        Assert.Single(trial.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_reason_not_to_start_is_one_line_without_a_stack_trace()
    {
        using var trial = new DaemonTrial();
        var reason = new DaemonException("port 5555 is in use", ExitCode.Configuration, new IOException("EADDRINUSE"));
        Assert.Equal(78, await trial.RunServicesAsync(services => services.AddHostedService(_ => new UnstartableService(reason))));
        Assert.EndsWith(" ERR port 5555 is in use\n", trial.Output, StringComparison.Ordinal);
        Assert.Single(trial.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.EndsWith(": port 5555 is in use", Assert.Single(trial.Syslog.Drain()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bug_at_start_ends_the_daemon_with_1_and_a_stack_trace()
    {
        using var trial = new DaemonTrial();
        var bug = new InvalidOperationException("never null");
        Assert.Equal(1, await trial.RunServicesAsync(services => services.AddHostedService(_ => new UnstartableService(bug))));
        Assert.Contains(" CRT The daemon failed\nSystem.InvalidOperationException: never null\n", trial.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bug_in_the_reading_of_settings_ends_the_daemon_with_1_and_a_stack_trace()
    {
        using var trial = new DaemonTrial { OnReading = () => throw new InvalidOperationException("never null") };
        Assert.Equal(1, await trial.RunServicesAsync(_ => Assert.Fail("the services were registered")));
        Assert.Contains(" CRT The daemon failed\nSystem.InvalidOperationException: never null\n", trial.Output, StringComparison.Ordinal);
        Assert.Equal(0, trial.OpenConsoles);
    }

    [Fact]
    public async Task A_bug_in_the_registration_of_services_ends_the_daemon_with_1_and_a_stack_trace()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(1, await trial.RunServicesAsync(_ => throw new InvalidOperationException("never null")));
        Assert.Contains(" CRT The daemon failed\nSystem.InvalidOperationException: never null\n", trial.Output, StringComparison.Ordinal);
        // The log was opened beside the registration.
        Assert.Equal(0, trial.OpenConsoles);
    }

    [Fact]
    public async Task A_daemon_told_to_stop_while_it_starts_ends_with_0()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(0, await trial.RunServicesAsync(services => services.AddHostedService<SlowStartingService>()));
        Assert.Empty(trial.Output);
    }

    [Fact]
    public async Task Help_tells_the_settings_and_the_exit_statuses()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(0, await trial.RunAsync("--help"));
        Assert.StartsWith("Usage: led-test ", trial.Output, StringComparison.Ordinal);
        Assert.Matches("\n  LedServer:Port +5555 +TCP port\n", trial.Output);
        Assert.Contains("\n  78  ", trial.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', trial.Output);
    }

    [Fact]
    public async Task The_version_is_name_and_number()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(0, await trial.RunAsync("--version"));
        Assert.Matches(@"^led-test \d+\.\d+\.\d+\n$", trial.Output);
    }

    [Fact]
    public async Task A_wrong_argument_is_one_line_and_78()
    {
        using var trial = new DaemonTrial();
        Assert.Equal(78, await trial.RunAsync("--prot", "1"));
        Assert.Equal("led-test: '--prot' is not an argument of this program; --help lists them", Assert.Single(trial.Errors));
    }

    private sealed class UnstartableService(Exception reason) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.FromException(reason);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class SlowStartingService(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            return Task.FromCanceled(new CancellationToken(canceled: true));
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
