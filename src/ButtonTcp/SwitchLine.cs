using System.Text;
using IpcSocket.Protocol.Wire;

namespace ButtonTcp;

/// <summary>The line that a gesture has led-tcp carry out.</summary>
/// <param name="Text">As configured, one space between words.</param>
/// <param name="Led">Which LED it switches, in lower case; empty for the default one.</param>
/// <param name="Verb">What it does to it.</param>
/// <remarks>
/// Every such line can be sent again after a lost reply: a toggle becomes an absolute state before it is sent for the first time, and the
/// others say what is to be, not what is to change. Among them is <c>LED ON UNTIL CLOSE</c>: such a LED is on as long as this daemon lives and
/// is connected, since it has one connection and never closes it by itself.
/// </remarks>
internal sealed record SwitchLine(string Text, string Led, Verb Verb)
{
    /// <summary>What a button sends unless told otherwise.</summary>
    public static readonly SwitchLine Toggle = new($"{Command.LedKeyword} TOGGLE", "", Verb.LedToggle);

    private const string Allowed = "a line that switches a LED, such as LED TOGGLE or LED kitchen OFF, or none";

    /// <summary>True when it depends on what the LED shows.</summary>
    public bool IsToggle => Verb == Verb.LedToggle;

    /// <summary>
    /// True when the C original can carry it out. It has one LED and looks at the first letters only: it would take
    /// <c>LED ON FOR 30s</c> for <c>LED ON</c>.
    /// </summary>
    public bool IsPlain => Led.Length == 0 && Verb is Verb.LedOn or Verb.LedOff or Verb.LedToggle && Text.Count(c => c == ' ') == 1;

    /// <summary>The question for what its LED shows.</summary>
    public string Question => To("STATUS");

    /// <summary>Reads a line as configured.</summary>
    /// <param name="text">The line.</param>
    /// <param name="fault">What is allowed, when it is no line that switches a LED.</param>
    public static SwitchLine? Parse(string text, out string? fault)
    {
        var line = string.Join(' ', text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
        var parsed = CommandParser.Parse(Encoding.UTF8.GetBytes(line));
        fault = Allowed;
        if (parsed.Command is not { } command)
        {
            var offender = parsed.Offender.IsEmpty ? "" : $"'{LineText.Escape(parsed.Offender)}' ";
            fault += $" ({offender}{Encoding.ASCII.GetString(parsed.Reason)})";
            return null;
        }
        if (!command.IsForLed || command.Verb == Verb.LedStatus)
            return null;
        fault = null;
        return new SwitchLine(line, Encoding.ASCII.GetString(parsed.LedName).ToLowerInvariant(), command.Verb);
    }

    /// <summary>The state it leads to.</summary>
    /// <param name="actual">What the LED shows.</param>
    public LedState Target(LedState actual) => Verb switch
    {
        Verb.LedToggle => actual.Other(),
        Verb.LedOn => LedState.On,
        Verb.LedOff => LedState.Off,
        _ => LedState.Blink,
    };

    /// <summary>The line to send: itself, or for a toggle the absolute one that leads to the state.</summary>
    public string For(LedState target) => IsToggle || IsPlain ? To(target == LedState.On ? "ON" : "OFF") : Text;

    private string To(string word) => Led.Length == 0 ? $"{Command.LedKeyword} {word}" : $"{Command.LedKeyword} {Led} {word}";
}
