namespace IpcSocket.Protocol.Net;

/// <summary>
/// Counts the work that a loop does without waiting. A loop that never waits keeps its thread, and a server may have one thread for all its
/// sockets: after a bounded amount of work it must yield, so that every other connection has its turn first.
/// </summary>
internal struct Stint
{
    // A turn is some 50 microseconds of work: with a thousand peers that never pause, a turn comes round after some 50 ms.
    private const int MaxLines = 32;

    private const int MaxSteps = 16;

    // A full receive buffer (4,096 bytes) ends the turn, whatever it holds: empty lines are passed over without being counted.
    private const int BytesPerStep = 256;

    private int _steps;
    private int _lines;

    /// <summary>True when no further line belongs to this stint.</summary>
    public readonly bool IsOutOfLines => _lines >= MaxLines;

    /// <summary>Counts one step, a receive or an accept.</summary>
    /// <param name="isThere">False when the loop has to wait for it. That gives its thread to others, so a new stint begins.</param>
    public void Note(bool isThere)
    {
        if (!isThere)
            _steps = _lines = 0;
        else
            _steps++;
    }

    /// <summary>Counts what a step has received.</summary>
    public void NoteBytes(int count) => _steps += count / BytesPerStep;

    /// <summary>Counts a line.</summary>
    public void NoteLine() => _lines++;

    /// <summary>True when it is time to yield; with that a new stint begins.</summary>
    public bool IsOver()
    {
        if (_steps < MaxSteps && !IsOutOfLines)
            return false;
        _steps = _lines = 0;
        return true;
    }
}
