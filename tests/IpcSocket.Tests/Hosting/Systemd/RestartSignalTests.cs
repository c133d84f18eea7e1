using IpcSocket.Hosting.Systemd;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Hosting.Systemd;

public sealed class RestartSignalTests
{
    private Action _interrupt = () => { };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_interrupt_is_half_of_a_restart_only_where_a_service_manager_sends_it(bool isManaged)
    {
        var environment = TrialEnvironment.With() with
        {
            OnInterrupt = action =>
            {
                _interrupt = action;
                return Stream.Null;
            },
        };
        using var restart = new RestartSignal(environment, isManaged);
        Assert.False(restart.IsRestart);
        _interrupt();
        Assert.Equal(isManaged, restart.IsRestart);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("/var/lib/led-tcp", "/var/lib/led-tcp")]
    [InlineData("/var/lib/led-tcp:/var/lib/other", "/var/lib/led-tcp")]
    public void The_first_of_the_units_folders_is_for_the_states(string? variable, string? path) =>
        Assert.Equal(path, StateDirectory.Read(TrialEnvironment.With(("STATE_DIRECTORY", variable))).Path);

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("/run/led-tcp", "/run/led-tcp")]
    [InlineData("/run/led-tcp:/run/other", "/run/led-tcp")]
    public void First_runtime_directory_of_the_unit_counts(string? variable, string? path) =>
        Assert.Equal(path, RuntimeDirectory.Read(TrialEnvironment.With(("RUNTIME_DIRECTORY", variable))).Path);
}
