using IpcSocket.Hosting;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace IpcSocket.Tests.Hosting.Systemd;

public class DaemonUnderSystemdTests
{
    [Fact]
    public async Task A_daemon_is_ready_when_every_service_has_started_and_stops_once()
    {
        using var trial = new DaemonTrial { Time = new ManualTimeProvider() };
        trial.UnderSystemd();
        var gate = new TaskCompletionSource();
        trial.Start(services => services.AddHostedService(provider =>
            new GatedService(gate.Task, provider.GetRequiredService<ISystemdNotifier>(), provider.GetRequiredService<IServiceStatus>())));
        Assert.Equal("STATUS=starting", trial.Systemd.NextText());
        Assert.True(trial.Systemd.IsEmpty);

        gate.SetResult();
        Assert.Equal("READY=1\nSTATUS=LED Off", trial.Systemd.NextText());
        Assert.Equal(0, await trial.StopAsync());
        Assert.Equal(["STOPPING=1"], trial.Systemd.Drain());
    }

    [Fact]
    public async Task A_daemon_that_cannot_start_is_not_ready_and_tells_why()
    {
        using var trial = new DaemonTrial();
        trial.UnderSystemd();
        var reason = new DaemonException("port 5555 is in use");
        Assert.Equal(1, await trial.RunServicesAsync(services => services.AddHostedService(_ =>
            new GatedService(Task.FromException(reason), notifier: null, status: null))));
        Assert.Equal(["STATUS=port 5555 is in use"], trial.Systemd.Drain());
    }

    [Fact]
    public async Task A_fault_in_the_configuration_is_told_too()
    {
        using var trial = new DaemonTrial();
        trial.UnderSystemd();
        Assert.Equal(78, await trial.RunAsync("--LedServer:Port=x"));
        Assert.Equal(["STATUS=LedServer:Port is 'x'; allowed is a whole number from 0 to 65535"], trial.Systemd.Drain());
    }

    [Fact]
    public async Task A_watched_daemon_gives_signs_of_life_while_its_service_answers()
    {
        var time = new ManualTimeProvider();
        using var trial = new DaemonTrial { Time = time };
        trial.UnderSystemd();
        trial.Variables["WATCHDOG_USEC"] = "8000000";
        trial.Variables["WATCHDOG_PID"] = "4711";
        var service = new LivingService();
        trial.Start(services => services.AddHostedService(_ => service));
        trial.Systemd.NextWith("READY=1");
        Assert.Equal("WATCHDOG=1", trial.Systemd.NextText());

        service.IsAlive = false;
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Contains("The daemon does not call itself alive", trial.Syslog.NextWith("alive"), StringComparison.Ordinal);
        Assert.Equal(0, await trial.StopAsync());
        Assert.Equal(["STOPPING=1"], trial.Systemd.Drain());
    }

    [Fact]
    public async Task Sockets_that_were_passed_on_badly_are_a_line_in_the_log()
    {
        using var trial = new DaemonTrial();
        trial.Variables["LISTEN_PID"] = "4711";
        trial.Variables["LISTEN_FDS"] = "many";
        trial.Start(_ => { });
        Assert.EndsWith(
            ": LISTEN_FDS is 'many'; allowed is a number of descriptors; no socket is taken over",
            trial.Syslog.NextText(), StringComparison.Ordinal);
        Assert.Equal(0, await trial.StopAsync());
    }

    [Fact]
    public async Task An_address_of_the_service_manager_that_cannot_be_used_is_a_line_in_the_log()
    {
        using var trial = new DaemonTrial();
        trial.Variables["NOTIFY_SOCKET"] = '/' + new string('x', 107);
        trial.Start(services => services.AddHostedService(provider => new RemovingService(provider.GetRequiredService<FdStore>())));
        Assert.Matches(
            "^<12>.*: NOTIFY_SOCKET is '/x{79}…'; allowed is an absolute path, or @ and a name, of at most 107 bytes; the service manager is not notified$",
            trial.Syslog.NextText());
        Assert.Equal(0, await trial.StopAsync());
    }

    private sealed class RemovingService(FdStore store) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            Assert.False(store.Remove("gpio-a"));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class GatedService(Task gate, ISystemdNotifier? notifier, IServiceStatus? status) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            notifier?.Notify(ServiceState.Status("starting"));
            await gate;
            status?.Set(() => "LED Off");
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class LivingService : IHostedService, ILiveness
    {
        private volatile bool _isAlive = true;

        public bool IsAlive { set => _isAlive = value; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_isAlive);
    }
}
