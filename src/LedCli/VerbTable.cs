using IpcSocket;
using LedCli.Bench;
using LedCli.Leds;
using LedCli.Ping;
using LedCli.Watch;

namespace LedCli;

/// <summary>The table of verbs: what the grammar knows, what the help lists, what may stand behind a LED's name.</summary>
internal static class VerbTable
{
    /// <summary>What a LED's name alone stands for.</summary>
    public static Verb Status { get; } = new("status", "Tells what the LED shows: On, Off or Blink.", TakesLed: true,
        [
            ("led status", "the default LED, the first that the server has"),
            ("led kitchen", "another one; 'led kitchen status' is the same"),
            ("[ \"$(led kitchen)\" = On ] && echo 'somebody is up'", "in a script"),
        ],
        StateVerb.FillStatus);

    /// <summary>Every verb, in the order of the help.</summary>
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("on", "Switches the LED on.", TakesLed: true,
            [
                ("led on", "the default LED"),
                ("led kitchen on --for 30s", "and after half a minute back to what it showed"),
                ("led on --until-close", "until Ctrl-C; if led or its machine dies, the LED goes to its safe state"),
            ],
            SwitchVerb.FillOn),
        new("off", "Switches the LED off.", TakesLed: true,
            [
                ("led off", "the default LED"),
                ("led kitchen off --for 5m", "and after five minutes back to what it showed"),
            ],
            SwitchVerb.FillOff),
        new("toggle", "Switches the LED to its other state and tells it.", TakesLed: true,
            [("led kitchen toggle", "the server decides which: two hands and a button agree")],
            StateVerb.FillToggle),
        new("blink", "Has the LED blink until the next command for it.", TakesLed: true,
            [
                ("led blink", "once a second"),
                ("led kitchen blink 200ms --for 5s", "five times a second, for five seconds"),
            ],
            BlinkVerb.Fill),
        Status,
        new("list", "Tells every LED and what it shows.", TakesLed: false,
            [
                ("led list", "a line for each, the default LED first"),
                ("led list --json | jq -r 'select(.state==\"On\").led'", "the names of those that are lit"),
            ],
            ListVerb.Fill),
        new("watch", "Tells every change until Ctrl-C, through restarts of the server.", TakesLed: true,
            [
                ("led watch", "what all LEDs show now, then each change"),
                ("led kitchen watch", "one LED only"),
                ("led watch --json | while read -r change; do echo \"$change\"; done", "in a script"),
            ],
            WatchVerb.Fill),
        new("send", "Sends a line as it is and prints what the server says.", TakesLed: false,
            [
                ("led send STATS", "what led has no verb for"),
                ("led send 'LED ON FOR 30s'", "as typed in nc"),
            ],
            SendVerb.Fill),
        new("ping", "Measures how long the server takes to answer.", TakesLed: false,
            [
                ("led ping", "once a second until Ctrl-C"),
                ("led ping -c 5 -i 200ms", "five times, five a second"),
            ],
            PingVerb.Fill),
        new("bench", "Measures how many requests a second the server answers, and how fast.", TakesLed: false,
            [
                ("led bench", "50 connections, 5 seconds"),
                ("led bench -c 1 -p 16 --seconds 10", "one connection, 16 requests in flight on it"),
                ("led bench --port 7 --line hello", "any server that sends a line for each line"),
            ],
            BenchVerb.Fill),
    ];

    /// <summary>The verb of that name, in any case as on the wire; null when there is none.</summary>
    public static Verb? Find(string word) => All.FirstOrDefault(verb => verb.Name.Equals(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The verb that is one slip of the finger away; null when none is.</summary>
    public static Verb? Nearest(string word) => All.FirstOrDefault(verb => IsSlip(word, verb.Name));

    /// <summary>True when one slip of the finger makes one word from the other.</summary>
    internal static bool IsSlip(string typed, string meant) => Slips.Between(typed, meant) == 1;
}
