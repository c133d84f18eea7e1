using System.Runtime.InteropServices;
using IpcSocket.Hosting;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public partial class HangupSignalTests
{
    private const int SIGHUP = 1;

    [Fact]
    public async Task A_real_SIGHUP_calls_the_action_and_does_not_end_the_process()
    {
        var calls = new SemaphoreSlim(0);
        using (DaemonEnvironment.OfThisProcess().OnHangup(() => calls.Release()))
        {
            for (var i = 0; i < 2; i++)
            {
                Assert.Equal(0, Kill(Environment.ProcessId, SIGHUP));
                Assert.True(await calls.WaitAsync(Limits.Test));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
