using System.Runtime.InteropServices;

namespace IpcSocket.Tests.Support;

/// <summary>System calls that the base class library does not have.</summary>
internal static partial class SystemCalls
{
    /// <summary>dup(2): another descriptor of the same open file or socket, as another process would have it.</summary>
    [LibraryImport("libc", EntryPoint = "dup")]
    public static partial int Duplicate(int descriptor);
}
