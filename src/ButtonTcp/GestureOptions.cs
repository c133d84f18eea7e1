using IpcSocket.Hosting;

namespace ButtonTcp;

/// <summary>The lines that a button's gestures send, and what makes a gesture. Without a line there is no such gesture.</summary>
internal sealed record GestureOptions
{
    // What takes the place of a line when there is to be none, also where the button beside it has one.
    private const string None = "none";

    private static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(1);

    /// <summary>Sent at once when the button goes down.</summary>
    public SwitchLine? Press { get; init; } = SwitchLine.Toggle;

    /// <summary>Sent when it has been down for <see cref="HoldTime"/>, after the line of the press.</summary>
    public SwitchLine? Hold { get; init; }

    /// <summary>Sent in place of <see cref="Press"/> when it goes down again within <see cref="DoublePressTime"/>.</summary>
    public SwitchLine? DoublePress { get; init; }

    /// <summary>How long a hold is.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>How far apart the two presses of a double press may be.</summary>
    public TimeSpan DoublePressTime { get; init; } = TimeSpan.FromMilliseconds(400);

    public static IReadOnlyList<(string Key, string Default, string Meaning)> Settings { get; } =
    [
        ("Press", SwitchLine.Toggle.Text, $"line to send when the button is pressed, at once; {None}: nothing"),
        ("Hold", None, "line to send when it has been held down, after the press's"),
        ("HoldTime", "00:00:00.700", "how long that is"),
        ("DoublePress", None, "line to send at the second of two presses, in place of the press's"),
        ("DoublePressTime", "00:00:00.400", "how far apart they may be"),
    ];

    public static GestureOptions Read(SettingsReader settings, GestureOptions defaults)
    {
        return new GestureOptions
        {
            Press = ReadLine(settings, "Press", defaults.Press),
            Hold = ReadLine(settings, "Hold", defaults.Hold),
            HoldTime = settings.Duration("HoldTime", defaults.HoldTime, ShortestTime, LongestTime),
            DoublePress = ReadLine(settings, "DoublePress", defaults.DoublePress),
            DoublePressTime = settings.Duration("DoublePressTime", defaults.DoublePressTime, ShortestTime, LongestTime),
        };
    }

    /// <summary>Makes it a fault when there is nothing to send.</summary>
    public void Check(SettingsReader settings)
    {
        if (this is { Press: null, Hold: null, DoublePress: null })
            settings.Fault("Press", $"is {None}, and so are Hold and DoublePress; a button needs a line to send");
    }

    /// <summary>The line of a gesture, null for none.</summary>
    public SwitchLine? LineOf(Gesture gesture) => gesture switch
    {
        Gesture.Hold => Hold,
        Gesture.DoublePress => DoublePress,
        _ => Press,
    };

    private static SwitchLine? ReadLine(SettingsReader settings, string key, SwitchLine? defaults)
    {
        var text = settings.Text(key, defaults?.Text ?? None, Fault);
        return IsNone(text) ? null : SwitchLine.Parse(text, out _);
    }

    private static string? Fault(string text)
    {
        string? fault = null;
        if (!IsNone(text))
            SwitchLine.Parse(text, out fault);
        return fault;
    }

    private static bool IsNone(string text) => text.Equals(None, StringComparison.OrdinalIgnoreCase);
}
