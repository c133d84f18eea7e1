using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace IpcSocket.Benchmarks;

/// <summary>
/// Keeps a fixed number of requests in flight on each of its connections, from the calling thread alone.
/// </summary>
/// <remarks>
/// Every reply is compared byte by byte with the one the server gave to the probe before the run: a wrong, missing or surplus reply
/// ends the run with an error. Nothing is allocated between the first request and the last reply.
/// </remarks>
internal sealed unsafe class LoadGenerator : IDisposable
{
    private const int ReceiveSize = 64 * 1024;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    private readonly Socket[] _sockets;
    private readonly Lane[] _lanes;
    private readonly long[] _sentAt;
    private readonly int _inFlight;
    private readonly int _requestLength;
    private readonly int _replyLength;
    private readonly byte[] _requests;
    private readonly byte[] _expected;
    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(ReceiveSize, pinned: true);
    private readonly LatencyHistogram _latency = new();
    private readonly Epoll _epoll;
    private long _replies;
    private bool _draining;

    /// <summary>Connects all connections of <paramref name="cell"/>; sends nothing yet.</summary>
    public LoadGenerator(IPEndPoint server, Cell cell, byte[] request, byte[] reply)
    {
        _inFlight = cell.InFlight;
        _requestLength = request.Length;
        _replyLength = reply.Length;
        _requests = Repeat(request, request.Length * cell.InFlight);
        // Whatever part of a reply a read begins with, the expected bytes are one slice of this.
        _expected = Repeat(reply, ReceiveSize + reply.Length);
        _sentAt = new long[cell.Connections * cell.InFlight];
        _lanes = new Lane[cell.Connections];
        _sockets = new Socket[cell.Connections];
        _epoll = new Epoll(cell.Connections);
        try
        {
            for (var i = 0; i < cell.Connections; i++)
                Open(i, server);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Warms up, measures, then waits until the last request has its reply.</summary>
    /// <exception cref="BenchmarkException">A wrong, missing or surplus reply, or a closed connection.</exception>
    public Measurement Run(TimeSpan warmUp, TimeSpan length, ServerProcess server, CancellationToken cancelled)
    {
        Fill();
        Pump(warmUp, cancelled);
        _latency.Clear();
        _replies = 0;

        var before = CpuUse.Now(server);
        var elapsed = Pump(length, cancelled);
        var cpu = CpuUse.Now(server).Since(before, elapsed);
        // The replies that follow the measured time are checked, not counted.
        var counted = _replies;
        var (p50, p99) = (_latency.Microseconds(0.50), _latency.Microseconds(0.99));

        Drain(cancelled);
        return new Measurement(counted / elapsed.TotalSeconds, p50, p99, cpu);
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket?.Dispose();
        _epoll.Dispose();
    }

    private static byte[] Repeat(byte[] part, int length)
    {
        var whole = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        for (var i = 0; i < length; i++)
            whole[i] = part[i % part.Length];
        return whole;
    }

    private void Open(int index, IPEndPoint server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets[index] = socket;
        socket.Connect(server);
        _lanes[index].Fd = (int)socket.SafeHandle.DangerousGetHandle();
        _epoll.Watch(_lanes[index].Fd, index);
    }

    private void Fill()
    {
        for (var i = 0; i < _lanes.Length; i++)
        {
            Array.Fill(_sentAt, Stopwatch.GetTimestamp(), i * _inFlight, _inFlight);
            _lanes[i].Outstanding = _inFlight;
            Send(ref _lanes[i], _inFlight);
        }
    }

    private TimeSpan Pump(TimeSpan length, CancellationToken cancelled)
    {
        var begin = Stopwatch.GetTimestamp();
        var last = begin;
        while (Stopwatch.GetElapsedTime(begin) < length)
        {
            cancelled.ThrowIfCancellationRequested();
            last = Step(last);
        }

        return Stopwatch.GetElapsedTime(begin);
    }

    private void Drain(CancellationToken cancelled)
    {
        _draining = true;
        var last = Stopwatch.GetTimestamp();
        while (Outstanding() > 0)
        {
            cancelled.ThrowIfCancellationRequested();
            last = Step(last);
        }

        // Nothing may follow the last reply.
        if (_epoll.Wait(milliseconds: 20) > 0)
            throw new BenchmarkException("the server sent more than one reply per request, or closed a connection");
    }

    private int Outstanding()
    {
        var sum = 0;
        foreach (ref readonly var lane in _lanes.AsSpan())
            sum += lane.Outstanding;
        return sum;
    }

    /// <summary>Serves what is ready; returns when something last was.</summary>
    private long Step(long last)
    {
        var count = _epoll.Wait(milliseconds: 100);
        for (var i = 0; i < count; i++)
            Serve(_epoll.Token(i));
        if (count > 0)
            return Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(last) < LongestSilence)
            return last;

        throw new BenchmarkException($"{Outstanding()} replies are missing after {LongestSilence.TotalSeconds} s of silence");
    }

    private void Serve(int index)
    {
        ref var lane = ref _lanes[index];
        var length = (int)LibC.Receive(lane.Fd, Pinned(_received), ReceiveSize);
        if (length <= 0)
        {
            ThrowIfGone(length);
            return;
        }

        if (!_received.AsSpan(0, length).SequenceEqual(_expected.AsSpan(lane.Offset, length)))
            throw new BenchmarkException($"wrong reply: '{Encoding.Latin1.GetString(_received, 0, Math.Min(length, 80)).Trim()}'");

        var replies = Math.DivRem(lane.Offset + length, _replyLength, out lane.Offset);
        if (replies > lane.Outstanding)
            throw new BenchmarkException("the server sent more than one reply per request");

        Account(ref lane, index, replies);
    }

    private void Account(ref Lane lane, int index, int replies)
    {
        var now = Stopwatch.GetTimestamp();
        for (var i = 0; i < replies; i++)
        {
            // The slot of the oldest request becomes that of the newest.
            ref var sentAt = ref _sentAt[(index * _inFlight) + lane.Oldest];
            _latency.Record(now - sentAt);
            sentAt = now;
            lane.Oldest = lane.Oldest + 1 == _inFlight ? 0 : lane.Oldest + 1;
        }

        _replies += replies;
        if (_draining)
            lane.Outstanding -= replies;
        else if (replies > 0)
            Send(ref lane, replies);
    }

    private void Send(ref Lane lane, int requests)
    {
        var length = requests * _requestLength;
        var sent = LibC.Send(lane.Fd, Pinned(_requests), length);
        // Cell limits what is in flight to far less than any socket buffer: a cut send means that the server has stopped reading.
        if (sent != length)
            throw new BenchmarkException($"send took {sent} of {length} bytes (errno {Marshal.GetLastPInvokeError()})");
    }

    private static void ThrowIfGone(int received)
    {
        if (received == 0)
            throw new BenchmarkException("the server closed a connection");

        var error = Marshal.GetLastPInvokeError();
        if (error is not (LibC.Again or LibC.Interrupted))
            throw new BenchmarkException($"recv failed (errno {error})");
    }

    // The arrays of this class are allocated pinned: their addresses never change.
    private static byte* Pinned(byte[] array) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);

    private struct Lane
    {
        public int Fd;
        public int Outstanding;
        public int Offset;
        public int Oldest;
    }
}
