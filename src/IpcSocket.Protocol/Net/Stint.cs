namespace IpcSocket.Protocol.Net;

/// <summary>
/// How often in a row a loop has found its next piece of work there already. A loop that never waits keeps its thread, and a server may have
/// one thread for all its sockets: after a while it must yield, so that everybody else is served too.
/// </summary>
internal struct Stint
{
    private const int Longest = 16;

    private int _length;

    /// <summary>Takes note of the next piece of work.</summary>
    /// <param name="isThere">False when the loop has to wait for it, which gives its thread to others.</param>
    public void Note(bool isThere) => _length = isThere ? _length + 1 : 0;

    /// <summary>True when it is time to yield; with that a new stint begins.</summary>
    public bool IsOver()
    {
        if (_length < Longest)
            return false;
        _length = 0;
        return true;
    }
}
