namespace ButtonTcp;

/// <summary>What somebody has done with a button and led-tcp is to carry out: an intent, until it is acknowledged.</summary>
/// <param name="Button">The button's name; empty when it is the only one.</param>
/// <param name="Gesture">What was done with it.</param>
/// <param name="Line">What is to be done about it.</param>
/// <param name="Timestamp">When it happened, as <see cref="TimeProvider.GetTimestamp"/> tells time.</param>
internal sealed record Press(string Button, Gesture Gesture, SwitchLine Line, long Timestamp)
{
    /// <summary>As logs tell what happened: <c>Button pressed</c>, <c>Button kitchen held</c>.</summary>
    public string Happened => Button.Length == 0 ? $"Button {Gesture.Word()}" : $"Button {Button} {Gesture.Word()}";

    /// <summary>As logs call it: <c>A press</c>, <c>A press of kitchen</c>.</summary>
    public string Noun => Button.Length == 0 ? "A press" : $"A press of {Button}";
}
