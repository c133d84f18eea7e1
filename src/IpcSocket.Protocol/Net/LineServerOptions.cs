namespace IpcSocket.Protocol.Net;

/// <summary>The limits of a line server. Every wait for a peer has one.</summary>
public sealed record LineServerOptions
{
    /// <summary>How many connections there may be at once; the next is told so and closed.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>How long a line may take from its first byte to its ending. A connection between two lines may be idle for ever.</summary>
    public TimeSpan UnfinishedLineTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a sender must be silent behind a text without an ending for <see cref="ILineHandler.IsWholeLine"/> to be asked.</summary>
    public TimeSpan UnendedLineSilence { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a peer may leave its replies unread, once they fill the buffers of both sides.</summary>
    public TimeSpan UnreadReplyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the server, when it closes first, goes on taking and discarding what the peer still sends: closing at once would reset the
    /// connection and could take the last reply with it.
    /// </summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long connections may take to end once the server stops; then they are cut off.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(4);
}
