using System.Net;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace ButtonTcp;

/// <summary>A connection to led-tcp as question and answer. A read is always pending, so that the end of the connection is noticed while nothing is asked.</summary>
internal sealed class LedSession : IDisposable
{
    private readonly LineClient _client;
    private Task<string?> _reading;

    private LedSession(LineClient client)
    {
        _client = client;
        _reading = client.ReadLineAsync(CancellationToken.None);
    }

    public EndPoint Peer => _client.Peer;

    /// <summary>Ends when the server says something unasked, closes, or is lost. It does not throw: <see cref="AskAsync"/> does.</summary>
    public Task Interrupted => _reading;

    public static async Task<LedSession> ConnectAsync(Endpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken) =>
        new(await LineClient.ConnectAsync(endpoint, timeout, cancellationToken).ConfigureAwait(false));

    /// <summary>Sends a command and waits for the reply.</summary>
    /// <returns>The reply, or null when the server closed in order without one.</returns>
    /// <exception cref="TimeoutException">No reply in time.</exception>
    /// <exception cref="InvalidDataException">Something that is no reply.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is lost.</exception>
    public async Task<Reply?> AskAsync(string command, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        await _client.SendLineAsync(command, cancellationToken).ConfigureAwait(false);
        if (await _reading.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false) is not { } line)
            return null;
        _reading = _client.ReadLineAsync(CancellationToken.None);
        return Reply.TryParse(line, out var reply)
            ? reply
            : throw new InvalidDataException($"what answers is not led-tcp: '{LineText.Escape(line)}'");
    }

    public void Dispose()
    {
        _client.Dispose();
        // The read that is still pending ends with an exception that nobody waits for.
        _ = _reading.ContinueWith(
            static t => _ = t.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
