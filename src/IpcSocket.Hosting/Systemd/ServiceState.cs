using System.Diagnostics;
using System.Globalization;

namespace IpcSocket.Hosting.Systemd;

/// <summary>What a service manager is told, as the lines <c>NAME=VALUE</c> of one datagram (<c>sd_notify(3)</c>).</summary>
public readonly record struct ServiceState
{
    // With the other lines of a datagram this stays below the 4096 bytes that systemd reads; a longer one it passes over.
    private const int StatusLimit = 512;

    private readonly string? _lines;

    /// <param name="state">One or more lines, without a line feed at the end; known names are in <c>sd_notify(3)</c>.</param>
    public ServiceState(string state) => _lines = state;

    /// <summary>The service can be used; also the end of a reload.</summary>
    public static ServiceState Ready { get; } = new("READY=1");

    /// <summary>The service has begun to stop.</summary>
    public static ServiceState Stopping { get; } = new("STOPPING=1");

    /// <summary>The service is alive: to be told in less than every <c>WATCHDOG_USEC</c>.</summary>
    public static ServiceState Watchdog { get; } = new("WATCHDOG=1");

    /// <summary>
    /// The service has begun to read its settings again. Carries the time of this call by <c>CLOCK_MONOTONIC</c>, without which
    /// <c>Type=notify-reload</c> does not count it; <see cref="Stopwatch"/> reads that clock on Linux.
    /// </summary>
    public static ServiceState Reloading()
    {
        var microseconds = (long)Stopwatch.GetElapsedTime(0).TotalMicroseconds;
        return new(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={microseconds}"));
    }

    /// <summary>A line for <c>systemctl status</c>.</summary>
    /// <param name="text">Any text; control characters are written out, and 512 characters are kept.</param>
    public static ServiceState Status(string text) => new($"STATUS={PrintableText.Escape(text, StatusLimit)}");

    /// <summary>
    /// Starting, reloading or stopping, whichever it is, may take until so long from now, even if the unit grants less. It does not
    /// shorten what the unit grants.
    /// </summary>
    /// <param name="time">In whole microseconds; more than zero.</param>
    public static ServiceState ExtendTimeout(TimeSpan time) =>
        new(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)time.TotalMicroseconds}"));

    /// <summary>Both in one datagram: they take effect together.</summary>
    public ServiceState And(ServiceState other) => _lines is null ? other : other._lines is null ? this : new($"{_lines}\n{other._lines}");

    /// <summary>The lines; empty when there is nothing to tell.</summary>
    public override string ToString() => _lines ?? "";
}
