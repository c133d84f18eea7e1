namespace IpcSocket.Protocol.Wire;

/// <summary>What a LED shows.</summary>
public enum LedState
{
    /// <summary>Dark.</summary>
    Off,

    /// <summary>Lit.</summary>
    On,
}

/// <summary>The words of <see cref="LedState"/>, the same in replies and in logs.</summary>
public static class LedStates
{
    /// <summary>The word: <c>On</c> or <c>Off</c>.</summary>
    public static string Word(this LedState state) => state == LedState.On ? "On" : "Off";

    /// <summary>The state after a toggle.</summary>
    public static LedState Other(this LedState state) => state == LedState.On ? LedState.Off : LedState.On;

    /// <summary>Reads the text of the reply to a LED command: <c>LED On</c>.</summary>
    public static bool TryParse(string replyText, out LedState state)
    {
        state = replyText == "LED On" ? LedState.On : LedState.Off;
        return replyText is "LED On" or "LED Off";
    }
}
