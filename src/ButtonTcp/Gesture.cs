namespace ButtonTcp;

/// <summary>What is done with a button.</summary>
internal enum Gesture
{
    /// <summary>It went down. Told at once, whatever may still become of it.</summary>
    Press,

    /// <summary>It has been down for a while. Told while it still is, after the press that began it.</summary>
    Hold,

    /// <summary>It went down twice in a short time. Told in place of the second press; the first was told when it happened.</summary>
    DoublePress,
}

/// <summary>The words of <see cref="Gesture"/> in logs.</summary>
internal static class GestureWords
{
    /// <summary>What was done, as it follows the button's name: <c>pressed</c>, <c>held</c> or <c>pressed twice</c>.</summary>
    public static string Word(this Gesture gesture) => gesture switch
    {
        Gesture.Hold => "held",
        Gesture.DoublePress => "pressed twice",
        _ => "pressed",
    };
}
