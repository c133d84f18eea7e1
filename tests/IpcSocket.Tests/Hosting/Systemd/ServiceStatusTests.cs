using IpcSocket.Hosting.Systemd;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Hosting.Systemd;

public sealed class ServiceStatusTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingNotifier _systemd = new();
    private readonly CollectingLogger<ServiceStatus> _log = new();
    private readonly ServiceStatus _status;
    private string _line = "LED Off";

    public ServiceStatusTests()
    {
        _status = new ServiceStatus(_systemd, _time) { Logger = _log };
        _status.Set(() => _line);
    }

    public void Dispose() => _status.Dispose();

    [Fact]
    public void Changes_are_told_together_a_quarter_of_a_second_after_the_first()
    {
        _time.Advance(ServiceStatus.Interval);
        Assert.Equal(["STATUS=LED Off"], _systemd.Drain());

        foreach (var line in new[] { "LED On", "LED Off; 1 connection", "LED On; 1 connection" })
        {
            _line = line;
            _status.Changed();
        }

        _time.Advance(ServiceStatus.Interval - TimeSpan.FromMilliseconds(1));
        Assert.True(_systemd.IsEmpty);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["STATUS=LED On; 1 connection"], _systemd.Drain());
    }

    [Fact]
    public void A_line_that_is_the_same_is_not_told_again()
    {
        _time.Advance(ServiceStatus.Interval);
        _systemd.Drain();
        _status.Changed();
        _time.Advance(ServiceStatus.Interval);
        Assert.True(_systemd.IsEmpty);
    }

    [Fact]
    public void The_error_of_a_reload_stays_in_the_line_until_a_reload_succeeds()
    {
        _status.ReloadError = "cannot listen on 192.0.2.1:5555";
        _status.Changed();
        _time.Advance(ServiceStatus.Interval);
        _line = "LED On";
        _status.Changed();
        _time.Advance(ServiceStatus.Interval);
        _status.ReloadError = null;
        _status.Changed();
        _time.Advance(ServiceStatus.Interval);
        Assert.Equal(
            [
                "STATUS=Reload failed: cannot listen on 192.0.2.1:5555; LED Off",
                "STATUS=Reload failed: cannot listen on 192.0.2.1:5555; LED On",
                "STATUS=LED On",
            ],
            _systemd.Drain());
    }

    [Fact]
    public void While_nothing_changes_no_timer_runs()
    {
        _time.Advance(ServiceStatus.Interval);
        Assert.Equal(0, _time.SetTimers);
    }

    [Fact]
    public void Another_state_takes_the_line_along_once()
    {
        _status.TellWith(ServiceState.Ready);
        _status.TellWith(ServiceState.Ready);
        _time.Advance(ServiceStatus.Interval);
        Assert.Equal(["READY=1\nSTATUS=LED Off", "READY=1"], _systemd.Drain());
    }

    [Fact]
    public void A_line_that_cannot_be_made_is_a_fault_in_the_log_and_the_next_one_is_told()
    {
        _status.Dispose();
        var fails = true;
        using var status = new ServiceStatus(_systemd, _time) { Logger = _log };
        status.Set(() => fails ? throw new InvalidOperationException("never null") : "LED On");
        _time.Advance(ServiceStatus.Interval);
        Assert.Equal("never null", Assert.Single(_log.Entries).Exception!.Message);

        fails = false;
        status.Changed();
        _time.Advance(ServiceStatus.Interval);
        Assert.Equal(["STATUS=LED On"], _systemd.Drain());
    }

    [Fact]
    public void Where_nobody_listens_no_line_is_made()
    {
        var deaf = new RecordingNotifier { IsEnabled = false };
        var time = new ManualTimeProvider();
        using var status = new ServiceStatus(deaf, time);
        status.Set(() => throw new InvalidOperationException("made"));
        status.Changed();
        Assert.Equal(0, time.SetTimers);
        status.TellWith(ServiceState.Ready);
        Assert.Equal(["READY=1"], deaf.Drain());
    }

    [Fact]
    public void Changes_allocate_nothing()
    {
        _status.Changed();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _status.Changed();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
