namespace IpcSocket.Protocol.Wire;

/// <summary>What a LED shows.</summary>
public enum LedState
{
    /// <summary>Dark.</summary>
    Off,

    /// <summary>Lit.</summary>
    On,

    /// <summary>Lit and dark by turns.</summary>
    Blink,
}

/// <summary>The words of <see cref="LedState"/>, the same in replies, in events and in logs.</summary>
public static class LedStates
{
    /// <summary>The word: <c>Off</c>, <c>On</c> or <c>Blink</c>.</summary>
    public static string Word(this LedState state) => state switch
    {
        LedState.On => "On",
        LedState.Blink => "Blink",
        _ => "Off",
    };

    /// <summary>The state after a toggle: dark, unless it was dark.</summary>
    public static LedState Other(this LedState state) => state == LedState.Off ? LedState.On : LedState.Off;

    /// <summary>Reads the word.</summary>
    public static bool TryParse(ReadOnlySpan<char> word, out LedState state)
    {
        state = word switch
        {
            "On" => LedState.On,
            "Blink" => LedState.Blink,
            _ => LedState.Off,
        };
        return word.SequenceEqual(state.Word());
    }
}
