using Microsoft.Win32.SafeHandles;
using static IpcSocket.Platform.Pc.FifoSystemCalls;

namespace IpcSocket.Platform.Pc;

/// <summary>
/// Shows the readers of a FIFO to each other, by a lock of the open file description (fcntl(2)) that ends with the process. Readers that do
/// not lock, and writers, are not affected.
/// </summary>
/// <remarks>
/// The lock is a read lock, which wants a descriptor that is open for reading: those who may only press cannot have one. Otherwise any of
/// them could keep the daemon from starting. Two readers that start at the same moment may each find the other.
/// </remarks>
internal static class FifoLock
{
    /// <summary>Locks a FIFO.</summary>
    /// <returns>False when another reader has locked it; the file is then to be closed.</returns>
    public static bool TryTake(SafeFileHandle fifo)
    {
        var own = new FileLock { Type = F_RDLCK, Length = 1 };
        // Refused while there is a write lock, which no reader takes: the work of one who may only press.
        if (LockFile(fifo, F_OFD_SETLK, ref own) != 0)
            return true;
        // F_OFD_GETLK reports a lock of another reader; it ignores the own one.
        var other = new FileLock { Type = F_WRLCK, Length = 1 };
        return LockFile(fifo, F_OFD_GETLK, ref other) != 0 || other.Type != F_RDLCK;
    }
}
