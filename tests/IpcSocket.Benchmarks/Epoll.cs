using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IpcSocket.Benchmarks;

/// <summary>One epoll instance, level-triggered, with its own buffer of events. See epoll(7).</summary>
internal sealed unsafe class Epoll : IDisposable
{
    /// <summary>EPOLLIN; errors and hang-ups are reported without being asked for.</summary>
    private const uint Readable = 1;

    // struct epoll_event is packed on x86-64 only (EPOLL_PACKED in the kernel's eventpoll.h): 4 bytes of events, then 8 of data.
    // Elsewhere the data is aligned to 8 bytes.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int EventSize = Packed ? 12 : 16;
    private static readonly int DataOffset = Packed ? 4 : 8;

    private readonly int _capacity;
    private readonly byte* _events;
    private readonly int _fd;
    private bool _disposed;

    /// <exception cref="Win32Exception">The kernel gives no epoll instance.</exception>
    public Epoll(int capacity)
    {
        _capacity = capacity;
        _fd = LibC.EpollCreate1(LibC.CloseOnExec);
        if (_fd < 0)
            throw new Win32Exception();

        _events = (byte*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)EventSize);
    }

    /// <summary>Reports <paramref name="token"/> whenever <paramref name="fd"/> has something to read.</summary>
    public void Watch(int fd, int token)
    {
        var wanted = stackalloc byte[EventSize];
        Unsafe.WriteUnaligned(wanted, Readable);
        Unsafe.WriteUnaligned(wanted + DataOffset, (long)token);
        if (LibC.EpollControl(_fd, LibC.EpollAdd, fd, wanted) < 0)
            throw new Win32Exception();
    }

    /// <summary>Waits for events; returns how many there are, 0 after <paramref name="milliseconds"/> or a signal.</summary>
    public int Wait(int milliseconds)
    {
        var count = LibC.EpollWait(_fd, _events, _capacity, milliseconds);
        if (count >= 0)
            return count;

        return Marshal.GetLastPInvokeError() == LibC.Interrupted ? 0 : throw new Win32Exception();
    }

    /// <summary>The token of the event at <paramref name="index"/> of the last <see cref="Wait"/>.</summary>
    public int Token(int index) => (int)Unsafe.ReadUnaligned<long>(_events + (index * EventSize) + DataOffset);

    public void Dispose()
    {
        if (_disposed)
            return;

        _disposed = true;
        _ = LibC.Close(_fd);
        NativeMemory.Free(_events);
    }
}
