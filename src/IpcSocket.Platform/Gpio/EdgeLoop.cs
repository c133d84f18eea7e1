using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Platform.Gpio;

/// <summary>What the button's thread does: waits for events, debounces where the kernel does not, hands the edges on.</summary>
internal sealed class EdgeLoop(GpioLine line, LineEventReader reader, Debouncer debouncer, TimeProvider time, ILogger logger)
{
    /// <summary>Events that the kernel is asked to keep until they are read: a button that bounces long, while the machine is busy.</summary>
    public const uint KernelBuffer = 64;

    private const int MostWaitingEdges = 1024;

    // Kernels before 6.6 do not end a wait when the chip goes. So long after that it is noticed; meanwhile a look costs microseconds.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    // Who waits for an edge takes it in this thread: to wake another one first takes longer than all else that is done with a press. Meanwhile
    // the kernel keeps what happens.
    private readonly Channel<ButtonEdge> _edges = Channel.CreateBounded<ButtonEdge>(
        new BoundedChannelOptions(MostWaitingEdges)
        {
            SingleWriter = true,
            FullMode = BoundedChannelFullMode.DropOldest,
            AllowSynchronousContinuations = true,
        },
        _ => logger.EdgesLost(line, 1));

    private readonly GpioLineEvent[] _events = new GpioLineEvent[KernelBuffer];
    private uint _lastNumber;

    /// <summary>The edges; ends with the exception that ended the loop, or without one when it was woken to end.</summary>
    public ChannelReader<ButtonEdge> Edges => _edges.Reader;

    /// <summary>Runs until the reader is woken or the line fails. Never throws: it is the whole of a thread.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
                // Until it is woken.
            }
            _edges.Writer.Complete();
        }
#pragma warning disable CA1031 // On a thread of its own an exception would end the process; here it goes to whoever waits for edges.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _edges.Writer.Complete(exception);
        }
    }

    private bool Step()
    {
        switch (reader.Wait(debouncer.Wait(time.GetTimestamp()) ?? LookInterval))
        {
            case LineWait.Woken:
                return false;
            case LineWait.Readable:
                Take();
                return true;
            default:
                OnSilence();
                return true;
        }
    }

    // Only here an edge counts by the clock: while there are events to read, one of them may be the bounce that follows it.
    private void OnSilence()
    {
        var now = time.GetTimestamp();
        if (debouncer.Wait(now) is null)
            _ = line.Get();
        else
            Give(debouncer.Settle(now));
    }

    private void Take()
    {
        var count = reader.Read(_events, out var error);
        if (error != 0)
            throw GpioFault.Using(line.ToString(), "read", error);
        if (count == 0)
            throw GpioFault.Gone(line.ToString());
        foreach (ref readonly var happened in _events.AsSpan(0, count))
        {
            CountLost(happened.LineSequenceNumber);
            var isPressed = happened.Id == GpioUapi.GPIO_V2_LINE_EVENT_RISING_EDGE;
            Give(debouncer.Add(new ButtonEdge(isPressed, Timestamp(happened.TimestampNanoseconds))));
        }
    }

    // The kernel numbers from 1 and drops the oldest when its buffer is full.
    private void CountLost(uint number)
    {
        var lost = unchecked(number - _lastNumber - 1);
        _lastNumber = number;
        if (lost > 0)
            logger.EdgesLost(line, lost);
    }

    // CLOCK_MONOTONIC is the clock of TimeProvider.System on Linux (clock_gettime(2)); only the unit may differ.
    private long Timestamp(ulong nanoseconds) => (long)((Int128)nanoseconds * time.TimestampFrequency / 1_000_000_000);

    private void Give(ButtonEdge? edge)
    {
        if (edge is { } given)
            _edges.Writer.TryWrite(given);
    }
}
