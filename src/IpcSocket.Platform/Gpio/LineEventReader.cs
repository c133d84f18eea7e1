using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IpcSocket.Platform.Gpio;

/// <summary>What ended a wait for events.</summary>
internal enum LineWait
{
    /// <summary>Events can be read, or reading tells why there will be none.</summary>
    Readable,

    /// <summary>The time is over.</summary>
    TimedOut,

    /// <summary><see cref="LineEventReader.Wake"/> was called.</summary>
    Woken,
}

/// <summary>
/// Waits for the events of a requested line and reads them, on the caller's thread. A request is a descriptor of its own kind, neither pipe
/// nor socket, so none of .NET's classes can wait for it; poll(2) can, together with an eventfd(2) that ends the wait.
/// </summary>
internal sealed partial class LineEventReader : IDisposable
{
    private const int EINTR = 4;
    private const short POLLIN = 0x1;
    private const int EFD_CLOEXEC = 0x80000;

    private readonly SafeFileHandle _line;
    private readonly SafeFileHandle _wake = EventFd(0, EFD_CLOEXEC);

    /// <param name="line">A request with edge events; stays the caller's.</param>
    public LineEventReader(SafeFileHandle line) => _line = line;

    /// <summary>Waits. Uses no processor time.</summary>
    /// <param name="limit">How long, rounded up to milliseconds.</param>
    /// <exception cref="DeviceException">The system refused.</exception>
    public LineWait Wait(TimeSpan limit)
    {
        // Rounded down, the wait would end before its time and begin again, many times over.
        var milliseconds = (int)Math.Min(Math.Ceiling(limit.TotalMilliseconds), int.MaxValue);
        Span<PollEntry> entries =
        [
            new() { Descriptor = (int)_line.DangerousGetHandle(), Events = POLLIN },
            new() { Descriptor = (int)_wake.DangerousGetHandle(), Events = POLLIN },
        ];
        if (Poll(entries, (nuint)entries.Length, milliseconds) < 0)
        {
            // A signal: what was waited for may not be there, and reading would find that out by blocking.
            var error = Marshal.GetLastPInvokeError();
            return error == EINTR ? LineWait.TimedOut : throw new DeviceException($"poll: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        if (entries[1].Returned != 0)
            return LineWait.Woken;
        return entries[0].Returned != 0 ? LineWait.Readable : LineWait.TimedOut;
    }

    /// <summary>Reads the events that there are; blocks when there is none.</summary>
    /// <returns>How many; 0 when there will be none any more.</returns>
    /// <param name="events">Takes them.</param>
    /// <param name="error">0, or the error number.</param>
    public unsafe int Read(Span<GpioLineEvent> events, out int error)
    {
        nint read;
        do
        {
            read = Read(_line, MemoryMarshal.AsBytes(events), (nuint)(events.Length * sizeof(GpioLineEvent)));
            error = read < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == EINTR);
        return read < 0 ? 0 : (int)read / sizeof(GpioLineEvent);
    }

    /// <summary>Ends the wait that is under way, and every later one.</summary>
    public void Wake()
    {
        Span<byte> one = stackalloc byte[sizeof(ulong)];
        BitConverter.TryWriteBytes(one, 1UL);
        _ = Write(_wake, one, (nuint)one.Length);
    }

    public void Dispose() => _wake.Dispose();

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    // eventfd(2)
    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial SafeFileHandle EventFd(uint initial, int flags);

    // poll(2)
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Span<PollEntry> entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, Span<byte> buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, nuint length);
}
