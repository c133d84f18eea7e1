using System.Runtime.InteropServices;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>The signals a test sends, by their numbers on Linux (signal(7)).</summary>
internal enum Signal
{
    /// <summary>SIGHUP.</summary>
    Hangup = 1,

    /// <summary>SIGINT.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,

    /// <summary>SIGCONT.</summary>
    Continue = 18,

    /// <summary>SIGSTOP.</summary>
    Stop = 19,
}

/// <summary>kill(2), which the base class library has for SIGKILL only.</summary>
internal static partial class SystemCalls
{
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, Signal signal);
}
