using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using Microsoft.Extensions.Logging;

namespace ButtonTcp;

/// <summary>Logs when led-tcp is reached and lost and which presses wait for it, and makes the text of the status line.</summary>
/// <param name="presses">The presses that are not acknowledged.</param>
/// <param name="changed">Called when <see cref="Status"/> has changed; must not block.</param>
/// <param name="logger">The log.</param>
internal sealed class LinkReports(PressQueue presses, Action changed, ILogger logger)
{
    private volatile Func<string> _status = static () => "not connected yet";

    /// <summary>The state of the connection, in a few words.</summary>
    public string Status => presses.IsPending ? $"{_status()}; a press is not acknowledged" : _status();

    /// <summary>True from the loss of the server that was logged until the server is reached.</summary>
    public bool IsLost { get; private set; }

    /// <summary>led-tcp replied.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="state">The state of its default LED.</param>
    public void OnConnected(LedSession session, LedState state)
    {
        IsLost = false;
        // The text is made when it is read: the LEDs change without a press.
        SetStatus(() => session.Leds.Count > 0 ? $"connected to {session.Peer}; {session.Leds}" : $"connected to {session.Peer}");
        if (session.Leds.Count > 1)
            ButtonTcpLog.ConnectedToSeveral(logger, session.Peer, session.Leds);
        else
            ButtonTcpLog.Connected(logger, session.Peer, state.Word());
    }

    /// <summary>A server that is taken for the C original took a command.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="isSilent">True when it did not reply.</param>
    public void OnSent(LedSession session, bool isSilent)
    {
        IsLost = false;
        if (isSilent)
            SetStatus(() => $"connected now and then to {session.Peer}, which does not acknowledge");
    }

    /// <summary>The server cannot be reached. Logged once for each outage; the reasons of further attempts are logged at Debug.</summary>
    public void OnLost(ButtonTcpOptions options, string reason)
    {
        if (IsLost)
        {
            ButtonTcpLog.Ended(logger, reason);
        }
        else
        {
            ButtonTcpLog.Lost(logger, options.Endpoint, reason);
            foreach (var press in presses.TakeUntold())
                ButtonTcpLog.Held(logger, press.Noun, options.MaxPressAge);
        }
        SetStatus(() => $"not connected to {options.Endpoint}: {reason}");
        IsLost = true;
    }

    /// <summary>The server is another one: its first failure is logged, whatever became of the one before.</summary>
    public void OnServerChanged(Endpoint server)
    {
        IsLost = false;
        SetStatus(() => $"not connected to {server} yet");
    }

    /// <summary>Drops the presses that are too old, and logs each.</summary>
    public void DropTooOld(TimeSpan maxAge)
    {
        foreach (var (press, age) in presses.DropTooOld(maxAge))
            ButtonTcpLog.Dropped(logger, press.Noun, age.TotalSeconds);
    }

    /// <summary>Logs how many presses a newer one has replaced since the latest call.</summary>
    public void LogFolded()
    {
        if (presses.TakeFolded() is > 0 and var count)
            ButtonTcpLog.Folded(logger, count);
    }

    private void SetStatus(Func<string> status)
    {
        _status = status;
        changed();
    }
}
