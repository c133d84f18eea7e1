using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>How LEDs and their states are written into lines, without allocating.</summary>
internal static class LedWords
{
    /// <summary>The word for a state.</summary>
    public static ReplyWriter Append(this ReplyWriter writer, LedState state) => writer.Append(state switch
    {
        LedState.On => "On"u8,
        LedState.Blink => "Blink"u8,
        _ => "Off"u8,
    });

    /// <summary>A LED and what it shows, <c> LED On</c> or <c> LED kitchen On</c>: the default LED needs no name.</summary>
    public static ReplyWriter AppendLed(this ReplyWriter writer, BankedLed led, LedState state)
    {
        writer.Append(" LED "u8);
        if (!led.IsDefault)
            writer.Append(led.NameText).Append(" "u8);
        return writer.Append(state);
    }
}
