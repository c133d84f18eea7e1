using System.Globalization;
using System.Runtime.InteropServices;
using IpcSocket.Hosting.Systemd;
using Xunit;

namespace IpcSocket.Tests.Hosting.Systemd;

public partial class ServiceStateTests
{
    private const int CLOCK_MONOTONIC = 1;

    [Fact]
    public void The_states_are_spelt_as_systemd_reads_them()
    {
        Assert.Equal("READY=1", ServiceState.Ready.ToString());
        Assert.Equal("STOPPING=1", ServiceState.Stopping.ToString());
        Assert.Equal("WATCHDOG=1", ServiceState.Watchdog.ToString());
        Assert.Equal("EXTEND_TIMEOUT_USEC=1500000", ServiceState.ExtendTimeout(TimeSpan.FromSeconds(1.5)).ToString());
        Assert.Equal("", default(ServiceState).ToString());
    }

    [Fact]
    public void A_reload_carries_the_kernels_monotonic_clock()
    {
        var before = MonotonicMicroseconds();
        var lines = ServiceState.Reloading().ToString().Split('\n');
        var after = MonotonicMicroseconds();
        Assert.Equal("RELOADING=1", lines[0]);
        Assert.StartsWith("MONOTONIC_USEC=", lines[1], StringComparison.Ordinal);
        Assert.InRange(long.Parse(lines[1].Split('=')[1], CultureInfo.InvariantCulture), before - 1, after + 1);
    }

    [Theory]
    [InlineData("LED On; 3 connections on 127.0.0.1:5555", "STATUS=LED On; 3 connections on 127.0.0.1:5555")]
    [InlineData("a\nREADY=1", @"STATUS=a\nREADY=1")]
    public void A_status_is_one_line(string text, string line) => Assert.Equal(line, ServiceState.Status(text).ToString());

    [Fact]
    public void A_status_of_any_length_stays_below_what_systemd_reads() =>
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(ServiceState.Status(new string('€', 10_000)).ToString()), 512, 2048);

    [Fact]
    public void Several_states_are_lines_of_one_message()
    {
        Assert.Equal("READY=1\nSTATUS=x", ServiceState.Ready.And(ServiceState.Status("x")).ToString());
        Assert.Equal("READY=1", ServiceState.Ready.And(default).ToString());
        Assert.Equal("READY=1", default(ServiceState).And(ServiceState.Ready).ToString());
    }

    private static long MonotonicMicroseconds()
    {
        Assert.Equal(0, ClockGetTime(CLOCK_MONOTONIC, out var time));
        return (time.Seconds * 1_000_000) + (time.Nanoseconds / 1_000);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
