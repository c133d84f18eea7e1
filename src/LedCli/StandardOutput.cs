using System.Runtime.InteropServices;

namespace LedCli;

/// <summary>
/// Notices that the reader of standard output is gone, as in <c>led watch | head -1</c>. .NET ignores SIGPIPE and its console stream passes
/// over EPIPE, so that a watch would go on for nobody, and the shell wait for it.
/// </summary>
internal static partial class StandardOutput
{
    private const int Descriptor = 1;

    // <poll.h>
    private const short PollError = 0x008;
    private const short PollHangUp = 0x010;
    private const int Forever = -1;

    // <asm-generic/errno-base.h>
    private const int Interrupted = 4;

    /// <summary>Calls back, from a thread of its own, once the pipe or socket has no other end. For a file or a terminal that is never.</summary>
    public static void OnClosed(Action closed)
    {
        var thread = new Thread(() =>
        {
            if (IsClosedInTheEnd())
                closed();
        });
        thread.IsBackground = true;
        thread.Start();
    }

    // poll(2) tells POLLERR and POLLHUP unasked, and nothing else is asked for here: a regular file keeps it waiting for good. A signal ends
    // the wait too, and is no reason to stop.
    private static bool IsClosedInTheEnd()
    {
        while (true)
        {
            var output = new PollDescriptor { Descriptor = Descriptor };
            var count = Poll(ref output, 1, Forever);
            if (count > 0)
                return (output.Returned & (PollError | PollHangUp)) != 0;
            if (Marshal.GetLastPInvokeError() != Interrupted)
                return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Asked;
        public short Returned;
    }
}
